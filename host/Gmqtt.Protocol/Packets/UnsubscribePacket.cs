using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>UNSUBSCRIBE (MQTT 5.0, 3.10).</summary>
public sealed record UnsubscribePacket
{
    /// <summary>Packet Identifier; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>The filters, in order; at least one [MQTT-3.10.3-2].</summary>
    public required IReadOnlyList<UnsubscribeEntry> Entries { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
