using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>UNSUBACK (MQTT 5.0, 3.11).</summary>
public sealed record UnsubAckPacket
{
    /// <summary>Packet Identifier of the UNSUBSCRIBE [MQTT-3.10.4-5].</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One code per filter, in order; empty in MQTT 3.x, which has none.</summary>
    public IReadOnlyList<ReasonCode> ReasonCodes { get; init; } = [];

    /// <summary>Reason String, or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
