using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>SUBSCRIBE (MQTT 5.0, 3.8).</summary>
public sealed record SubscribePacket
{
    /// <summary>Packet Identifier; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>The filters and their options, in order; at least one [MQTT-3.8.3-2].</summary>
    public required IReadOnlyList<SubscribeEntry> Entries { get; init; }

    /// <summary>Subscription Identifier, 1 to 268 435 455; null when none is used.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
