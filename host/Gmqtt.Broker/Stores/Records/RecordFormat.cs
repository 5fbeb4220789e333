using System.Buffers.Binary;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>
/// How a value stands in a store: a version, four bytes of <see cref="Checksum"/> over table, key and what follows, and the record. A change of any record's layout is
/// a new version.
/// </summary>
internal static class RecordFormat
{
    internal const byte Version = 1;
    internal const int HeaderSize = 1 + sizeof(uint);

    /// <summary>Closes a value: its record begins behind the room for the header.</summary>
    internal static void Seal(Span<byte> value, uint checksumOfKey)
    {
        value[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(value[1..], Checksum.Add(checksumOfKey, value[HeaderSize..]));
    }

    /// <summary>Opens a value.</summary>
    /// <exception cref="RecordException">It cannot be read.</exception>
    internal static RecordReader Open(ReadOnlySpan<byte> value, uint checksumOfKey)
    {
        if (value.Length < HeaderSize) throw new RecordException("the value is cut off");
        if (value[0] != Version) throw new RecordException($"the value is of version {value[0]}, and this gmqttd reads version {Version}");
        var body = value[HeaderSize..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(value[1..]) != Checksum.Add(checksumOfKey, body)) throw new RecordException("the checksum does not fit the value");
        return new RecordReader(body);
    }
}
