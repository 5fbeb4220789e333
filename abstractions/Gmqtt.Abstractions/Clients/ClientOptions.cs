using Gmqtt.Mqtt;

namespace Gmqtt.Clients;

/// <summary>What broker and client agreed on at CONNECT. Immutable.</summary>
public sealed record ClientOptions
{
    /// <summary>Seconds between control packets that the client promised, as finally in force; 0 means never times out.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>Life of the session after the connection; <see cref="uint.MaxValue"/> seconds means for ever.</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages the broker sends at a time.</summary>
    public ushort MaxInflight { get; init; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages the client may send at a time.</summary>
    public ushort ReceiveMaximum { get; init; }

    /// <summary>Largest packet the client accepts, in bytes.</summary>
    public uint ClientMaximumPacketSize { get; init; }

    /// <summary>Largest packet the broker accepts from the client, in bytes.</summary>
    public uint ServerMaximumPacketSize { get; init; }

    /// <summary>Highest Topic Alias the broker may send.</summary>
    public ushort ClientTopicAliasMaximum { get; init; }

    /// <summary>Highest Topic Alias the client may send.</summary>
    public ushort ServerTopicAliasMaximum { get; init; }

    /// <summary>Highest QoS the client may publish with.</summary>
    public QoS MaximumQoS { get; init; }

    /// <summary>Whether the client may publish retained messages.</summary>
    public bool RetainAvailable { get; init; }

    /// <summary>Whether the client may subscribe with wildcards.</summary>
    public bool WildcardSubscriptionAvailable { get; init; }

    /// <summary>Whether the client may use Subscription Identifiers.</summary>
    public bool SubscriptionIdentifierAvailable { get; init; }

    /// <summary>Whether the client may join shared subscriptions.</summary>
    public bool SharedSubscriptionAvailable { get; init; }

    /// <summary>Whether the client wants reason strings and user properties on more than PUBLISH, CONNACK and DISCONNECT.</summary>
    public bool RequestProblemInformation { get; init; }

    /// <summary>The authentication method in use, or null.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>User Properties of the client's CONNECT, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
