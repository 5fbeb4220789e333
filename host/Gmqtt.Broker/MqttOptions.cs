using Gmqtt.Mqtt;

namespace Gmqtt.Broker;

/// <summary>The <c>[mqtt]</c> table: what the protocol leaves to the server. Names follow gmqtt's keys.</summary>
public sealed record MqttOptions
{
    /// <summary>Longest Session Expiry granted to MQTT 5.0 clients, and the one given to 3.x clients without Clean Session.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Longest time a message waits in a queue; zero leaves only the message's own expiry.</summary>
    public TimeSpan MessageExpiry { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A message in flight longer than this is the first to go when the queue is full; zero never.</summary>
    public TimeSpan InflightExpiry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest packet accepted, in bytes; applies to all protocol versions.</summary>
    public uint MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>Receive Maximum: most unacknowledged QoS 1 and 2 messages accepted from a client.</summary>
    public ushort ServerReceiveMaximum { get; init; } = 100;

    /// <summary>
    /// Longest Keep Alive granted, in seconds; also given to clients that ask for none; zero grants any. Applies to MQTT 3.x clients too, who cannot be told: the default is
    /// therefore as long as the protocol has numbers, and dead peers are found by TCP's own keep alive.
    /// </summary>
    public ushort MaxKeepAlive { get; init; } = ushort.MaxValue;

    /// <summary>Highest Topic Alias accepted from a client; 0 for none.</summary>
    public ushort TopicAliasMaximum { get; init; } = 32;

    /// <summary>Whether Subscription Identifiers are supported.</summary>
    public bool SubscriptionIdentifierAvailable { get; init; } = true;

    /// <summary>Whether wildcard subscriptions are supported.</summary>
    public bool WildcardSubscriptionAvailable { get; init; } = true;

    /// <summary>Whether shared subscriptions are supported.</summary>
    public bool SharedSubscriptionAvailable { get; init; } = true;

    /// <summary>Whether retained messages are supported.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>Highest QoS a client may publish with.</summary>
    public QoS MaximumQoS { get; init; } = QoS.ExactlyOnce;

    /// <summary>Most messages that wait for one client.</summary>
    public int MaxQueuedMessages { get; init; } = 1000;

    /// <summary>Most bytes that wait for one client.</summary>
    public long MaxQueuedBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most unacknowledged QoS 1 and 2 messages sent to one client.</summary>
    public ushort MaxInflight { get; init; } = 100;

    /// <summary>Whether QoS 0 messages are queued for sessions that are not connected.</summary>
    public bool QueueQoS0Messages { get; init; } = true;

    /// <summary>One copy per client or one per matching subscription.</summary>
    public DeliveryMode DeliveryMode { get; init; } = DeliveryMode.OnlyOnce;

    /// <summary>Whether a client may leave its identifier to the broker.</summary>
    public bool AllowZeroLengthClientId { get; init; } = true;

    /// <summary>How a shared group picks the member that gets a message.</summary>
    public SharedSubscriptionStrategy SharedSubscriptionStrategy { get; init; } = SharedSubscriptionStrategy.RoundRobin;

    /// <summary>What to do with a client that sends more unacknowledged messages than Receive Maximum allows.</summary>
    public bool DisconnectOnReceiveMaximumExceeded { get; init; } = true;

    /// <summary>Whether the payload of a message marked as UTF-8 is checked.</summary>
    public bool ValidatePayloadFormat { get; init; }

    /// <summary>Response Information given to clients that ask for it; empty for none.</summary>
    public string ResponseInformation { get; init; } = "";

    /// <summary>How often <c>$SYS</c> topics are published; zero never.</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);
}
