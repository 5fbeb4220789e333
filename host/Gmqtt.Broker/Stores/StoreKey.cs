using System.Buffers.Binary;
using System.Text;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Stores;

/// <summary>Keys as <see cref="StoreTable"/> says. One of these makes one key at a time, in a buffer of its own.</summary>
internal sealed class StoreKey
{
    private const int NumberSize = sizeof(ulong);
    private readonly byte[] _buffer = new byte[NumberSize + ushort.MaxValue];

    internal ReadOnlySpan<byte> Of(ulong number)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer, number);
        return _buffer.AsSpan(0, NumberSize);
    }

    internal ReadOnlySpan<byte> Of(ulong session, ulong position)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer, session);
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(NumberSize), position);
        return _buffer.AsSpan(0, 2 * NumberSize);
    }

    internal ReadOnlySpan<byte> Of(ulong session, ushort packetId)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer, session);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(NumberSize), packetId);
        return _buffer.AsSpan(0, NumberSize + sizeof(ushort));
    }

    internal ReadOnlySpan<byte> Of(ulong session, ReadOnlySpan<byte> name)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer, session);
        name.CopyTo(_buffer.AsSpan(NumberSize));
        return _buffer.AsSpan(0, NumberSize + name.Length);
    }

    /// <summary>The number that a key begins with.</summary>
    internal static ulong First(ReadOnlySpan<byte> key)
        => key.Length >= NumberSize ? BinaryPrimitives.ReadUInt64BigEndian(key) : throw new RecordException("the key is cut off");

    /// <summary>The number that comes second.</summary>
    internal static ulong Second(ReadOnlySpan<byte> key)
        => key.Length == 2 * NumberSize ? BinaryPrimitives.ReadUInt64BigEndian(key[NumberSize..]) : throw new RecordException("the key is not two numbers");

    /// <summary>The Packet Identifier that comes second.</summary>
    internal static ushort PacketId(ReadOnlySpan<byte> key)
        => key.Length == NumberSize + sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16BigEndian(key[NumberSize..])
            : throw new RecordException("the key is not a number and a Packet Identifier");

    /// <summary>The name that comes second.</summary>
    internal static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> key) => First(key) is var _ ? key[NumberSize..] : default;

    /// <summary>A key as people read it.</summary>
    internal static string Describe(StoreTable table, ReadOnlySpan<byte> key)
    {
        if (table == StoreTable.Meta || table == StoreTable.Retained) return Encoding.UTF8.GetString(key);
        if (key.Length < NumberSize) return Convert.ToHexString(key);
        var first = $"{First(key):x}";
        return table switch
        {
            StoreTable.Subscription => $"{first}/{Encoding.UTF8.GetString(key[NumberSize..])}",
            StoreTable.Received when key.Length == NumberSize + sizeof(ushort) => $"{first}/{PacketId(key)}",
            _ when key.Length == 2 * NumberSize => $"{first}/{Second(key):x}",
            _ when key.Length == NumberSize => first,
            _ => Convert.ToHexString(key),
        };
    }
}
