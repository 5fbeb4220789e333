using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>
/// A PUBLISH to be written from parts that are already bytes: nothing is decoded, converted or allocated on the way to a subscriber.
/// A property that MQTT 3.x does not know is not written there.
/// </summary>
public readonly ref struct OutgoingPublish
{
    /// <summary>Topic Name in UTF-8; empty when a Topic Alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The application message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Quality of Service.</summary>
    public QoS QoS { get; init; }

    /// <summary>RETAIN.</summary>
    public bool Retain { get; init; }

    /// <summary>DUP; never with QoS 0 [MQTT-3.3.1-2].</summary>
    public bool Dup { get; init; }

    /// <summary>Packet Identifier; not written with QoS 0 [MQTT-2.2.1-2].</summary>
    public ushort PacketId { get; init; }

    /// <summary>Topic Alias; 0 when none is used.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>What is left of the Message Expiry Interval in seconds; null means never.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>The properties that are passed on unaltered, as bytes without a Property Length; see <see cref="PublishView"/>.</summary>
    public ReadOnlySpan<byte> ForwardedProperties { get; init; }

    /// <summary>Identifiers of the matching subscriptions [MQTT-3.3.4-3].</summary>
    public ReadOnlySpan<uint> SubscriptionIdentifiers { get; init; }
}
