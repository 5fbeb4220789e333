using System.Buffers.Binary;

namespace Gmqtt.Load;

/// <summary>The first bytes of each payload: who sent it, the how-manieth of its own it is, and when.</summary>
internal readonly record struct Payload(uint Publisher, ulong Sequence, long SentAt)
{
    public const int Size = 20;

    public static Payload Read(ReadOnlySpan<byte> bytes) => bytes.Length < Size
        ? throw new LoadException("a payload came back shorter than it was sent")
        : new Payload(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Publisher);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[4..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], SentAt);
    }
}
