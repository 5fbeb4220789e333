using Gmqtt.Mqtt;

namespace Gmqtt.Services;

/// <summary>The <c>[mqtt]</c> part of the configuration in force; a snapshot, replaced as a whole by a reload.</summary>
public sealed record ServerConfig
{
    /// <summary>Longest life of a session after its connection.</summary>
    public required TimeSpan SessionExpiry { get; init; }

    /// <summary>Longest life of a message in a queue; zero for no limit.</summary>
    public required TimeSpan MessageExpiry { get; init; }

    /// <summary>Largest packet accepted, in bytes.</summary>
    public required uint MaximumPacketSize { get; init; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages a client may send at a time.</summary>
    public required ushort ReceiveMaximum { get; init; }

    /// <summary>Longest Keep Alive granted, in seconds.</summary>
    public required ushort MaxKeepAlive { get; init; }

    /// <summary>Highest Topic Alias a client may send.</summary>
    public required ushort TopicAliasMaximum { get; init; }

    /// <summary>Highest QoS a client may publish with.</summary>
    public required QoS MaximumQoS { get; init; }

    /// <summary>Most messages that may wait for one client.</summary>
    public required int MaxQueuedMessages { get; init; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages sent to one client.</summary>
    public required ushort MaxInflight { get; init; }

    /// <summary>Whether retained messages are supported.</summary>
    public required bool RetainAvailable { get; init; }

    /// <summary>Whether wildcard subscriptions are supported.</summary>
    public required bool WildcardSubscriptionAvailable { get; init; }

    /// <summary>Whether Subscription Identifiers are supported.</summary>
    public required bool SubscriptionIdentifierAvailable { get; init; }

    /// <summary>Whether shared subscriptions are supported.</summary>
    public required bool SharedSubscriptionAvailable { get; init; }
}
