using System.Buffers;

namespace Gmqtt.Protocol.Framing;

/// <summary>One control packet as bytes, not decoded. It points into the receive buffer and lives no longer than that.</summary>
/// <param name="firstByte">Packet type and flags.</param>
/// <param name="body">Everything after the fixed header.</param>
public readonly struct Frame(byte firstByte, ReadOnlySequence<byte> body)
{
    /// <summary>Packet type and flags as received.</summary>
    public byte FirstByte { get; } = firstByte;

    /// <summary>The packet type.</summary>
    public PacketType Type => (PacketType)(FirstByte >> 4);

    /// <summary>The low four bits of the first byte.</summary>
    public byte Flags => (byte)(FirstByte & 0x0F);

    /// <summary>Variable header and payload: Remaining Length bytes.</summary>
    public ReadOnlySequence<byte> Body { get; } = body;
}
