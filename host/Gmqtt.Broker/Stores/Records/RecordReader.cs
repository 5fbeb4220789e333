using System.Buffers.Binary;
using System.Text;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>Reads a record field by field, never beyond its end.</summary>
internal ref struct RecordReader
{
    private ReadOnlySpan<byte> _left;

    internal RecordReader(ReadOnlySpan<byte> body) => _left = body;

    internal readonly ReadOnlySpan<byte> Left => _left;

    internal byte Byte() => Take(1)[0];

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    internal ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    internal ReadOnlySpan<byte> Bytes()
    {
        var length = UInt32();
        return length <= int.MaxValue ? Take((int)length) : throw CutOff();
    }

    internal string Text() => Encoding.UTF8.GetString(Bytes());

    internal ReadOnlySpan<byte> Take(int length)
    {
        if (length > _left.Length) throw CutOff();
        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    private static RecordException CutOff() => new("the record ends too early");
}
