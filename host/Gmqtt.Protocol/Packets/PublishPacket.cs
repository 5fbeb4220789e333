using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;

namespace Gmqtt.Protocol.Packets;

/// <summary>
/// PUBLISH (MQTT 5.0, 3.3) as an object that owns its data, for clients, tests and whoever is not on the hot path; there it is
/// <see cref="PublishView"/> in and <see cref="OutgoingPublish"/> out.
/// </summary>
public sealed record PublishPacket
{
    /// <summary>Topic Name; empty when a Topic Alias stands for it.</summary>
    public required string Topic { get; init; }

    /// <summary>The application message.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Quality of Service.</summary>
    public QoS QoS { get; init; }

    /// <summary>RETAIN.</summary>
    public bool Retain { get; init; }

    /// <summary>DUP: this may be a re-delivery; never with QoS 0 [MQTT-3.3.1-2].</summary>
    public bool Dup { get; init; }

    /// <summary>Packet Identifier; 0 with QoS 0 [MQTT-2.2.1-2].</summary>
    public ushort PacketId { get; init; }

    /// <summary>Topic Alias, never 0; null when none is used.</summary>
    public ushort? TopicAlias { get; init; }

    /// <summary>Message Expiry Interval in seconds; null means never.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>Payload Format Indicator.</summary>
    public PayloadFormat? PayloadFormat { get; init; }

    /// <summary>Content Type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Response Topic.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>Correlation Data.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Subscription Identifiers; only a server sends them.</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers { get; init; } = [];

    /// <summary>The properties that are forwarded with the message.</summary>
    public MessageProperties MessageProperties => new(PayloadFormat, ContentType, ResponseTopic, CorrelationData, UserProperties);
}
