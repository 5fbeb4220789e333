using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>SUBACK (MQTT 5.0, 3.9).</summary>
public sealed record SubAckPacket
{
    /// <summary>Packet Identifier of the SUBSCRIBE [MQTT-3.8.4-2].</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One code per filter, in order; MQTT 3.x gets 0x80 for every failure.</summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    /// <summary>Reason String, or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
