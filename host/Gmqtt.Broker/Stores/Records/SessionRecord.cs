namespace Gmqtt.Broker.Stores.Records;

/// <summary>What is kept of a session besides its subscriptions, its will and its queue. Times are Unix milliseconds.</summary>
public sealed record SessionRecord
{
    /// <summary>Whose it is.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who authenticated for it last, or null.</summary>
    public string? Username { get; init; }

    /// <summary>Life after the connection in seconds; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint ExpirySeconds { get; init; }

    /// <summary>When its latest connection began.</summary>
    public long ConnectedAt { get; init; }

    /// <summary>When that connection ended; 0 while it lasts, or when the broker did not live to see its end.</summary>
    public long DisconnectedAt { get; init; }

    /// <summary>Most messages that may wait.</summary>
    public int MaxQueuedMessages { get; init; }

    /// <summary>Most messages in flight.</summary>
    public ushort MaxInflight { get; init; }
}
