using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5.0, 3.4 to 3.7): they differ in their type and in their Reason Codes only.</summary>
/// <param name="PacketId">Packet Identifier of the PUBLISH; never 0.</param>
/// <param name="ReasonCode">The result; always Success in MQTT 3.x.</param>
/// <param name="ReasonString">Reason String, or null.</param>
/// <param name="UserProperties">User Properties in order; null counts as none.</param>
public readonly record struct AckPacket(
    ushort PacketId,
    ReasonCode ReasonCode = ReasonCode.Success,
    string? ReasonString = null,
    IReadOnlyList<UserProperty>? UserProperties = null);
