using System.Buffers.Binary;
using System.Text;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>Writes a record field by field into room that is large enough.</summary>
internal ref struct RecordWriter
{
    private readonly Span<byte> _room;

    internal RecordWriter(Span<byte> room) => _room = room;

    internal int Length { get; private set; }

    internal readonly Span<byte> Written => _room[..Length];

    internal void Byte(byte value) => _room[Length++] = value;

    internal void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_room[Length..], value);
        Length += sizeof(ushort);
    }

    internal void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_room[Length..], value);
        Length += sizeof(uint);
    }

    internal void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_room[Length..], value);
        Length += sizeof(ulong);
    }

    internal void Int64(long value) => UInt64((ulong)value);

    internal void Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(_room[Length..]);
        Length += value.Length;
    }

    internal void Text(string value)
    {
        var length = Encoding.UTF8.GetBytes(value, _room[(Length + sizeof(uint))..]);
        UInt32((uint)length);
        Length += length;
    }

    /// <summary>Bytes without their length.</summary>
    internal void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_room[Length..]);
        Length += value.Length;
    }

    /// <summary>Text without its length.</summary>
    internal void Raw(string value) => Length += Encoding.UTF8.GetBytes(value, _room[Length..]);

    internal void Skip(int length) => Length += length;
}
