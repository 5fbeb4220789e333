using Gmqtt.Mqtt;

namespace Gmqtt.Protocol;

/// <summary>
/// Why a packet is refused. Wrong bytes are an expected outcome of reading a network, so decoders return this value and never throw:
/// an exception costs microseconds and would hand an attacker a lever.
/// </summary>
/// <param name="Code">The Reason Code for CONNACK or DISCONNECT; 0x00 when nothing is wrong.</param>
/// <param name="Reason">A constant sentence for the log and the Reason String; null when nothing is wrong. Never built from the input.</param>
public readonly record struct PacketError(ReasonCode Code, string? Reason)
{
    /// <summary>Nothing is wrong.</summary>
    public static PacketError None => default;

    /// <summary>True when the packet is good.</summary>
    public bool IsNone => Code == ReasonCode.Success;

    /// <summary>True when the packet must be refused and the connection closed.</summary>
    public bool IsError => Code != ReasonCode.Success;

    /// <summary>0x81: the bytes cannot be parsed.</summary>
    /// <param name="reason">A constant sentence.</param>
    /// <returns>The error.</returns>
    public static PacketError Malformed(string reason)
    {
        return new PacketError(ReasonCode.MalformedPacket, reason);
    }

    /// <summary>0x82: well formed, but not allowed.</summary>
    /// <param name="reason">A constant sentence.</param>
    /// <returns>The error.</returns>
    public static PacketError Protocol(string reason)
    {
        return new PacketError(ReasonCode.ProtocolError, reason);
    }
}
