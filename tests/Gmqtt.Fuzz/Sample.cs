using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Fuzz;

/// <summary>One valid packet, written out as bytes.</summary>
public sealed record Sample(string Name, ProtocolVersion Version, Sender Sender, byte[] Bytes)
{
    public PacketType Type => (PacketType)(Bytes[0] >> 4);

    public byte Flags => (byte)(Bytes[0] & 0x0F);

    public int BodyOffset => 1 + Array.FindIndex(Bytes, 1, static b => b < 0x80);

    public ReadOnlySpan<byte> Body => Bytes.AsSpan(BodyOffset);

    public override string ToString()
    {
        return $"{Name} ({Version})";
    }
}
