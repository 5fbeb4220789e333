using Gmqtt.Messages;

namespace Gmqtt.Clients;

/// <summary>A session as it stood when it was asked for; sessions outlive connections. Immutable.</summary>
public sealed record SessionInfo
{
    /// <summary>Whose session it is.</summary>
    public required string ClientId { get; init; }

    /// <summary>Name the session's owner authenticated with, or null.</summary>
    public string? Username { get; init; }

    /// <summary>The will still to be published when the connection ends, or null.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>When the session's latest connection began (UTC).</summary>
    public DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the session's latest connection ended (UTC); null while it is connected.</summary>
    public DateTimeOffset? DisconnectedAt { get; init; }

    /// <summary>Life after the connection ends.</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>Whether a connection uses the session.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Messages waiting to be sent.</summary>
    public int QueuedMessages { get; init; }

    /// <summary>Bytes of the messages waiting to be sent.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Most messages that may wait.</summary>
    public int MaxQueuedMessages { get; init; }

    /// <summary>Messages sent and not yet fully acknowledged.</summary>
    public int InflightMessages { get; init; }

    /// <summary>Most messages in flight.</summary>
    public int MaxInflight { get; init; }

    /// <summary>Subscriptions held now.</summary>
    public int Subscriptions { get; init; }
}
