using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>CRC-32C over a table, a key and a value: finds damage, and a value under a key that is not its own. One instruction for eight bytes.</summary>
internal static class Checksum
{
    internal static uint Begin(StoreTable table) => BitOperations.Crc32C(uint.MaxValue, (byte)table);

    internal static uint Add(uint crc, ulong number)
        => BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(number) : number);

    internal static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        // Eight at a time gives the same as one at a time only on machines whose lowest byte comes first.
        if (BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
            bytes = bytes[(words.Length * sizeof(ulong))..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
