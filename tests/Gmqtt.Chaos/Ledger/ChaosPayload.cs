using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Gmqtt.Chaos.Ledger;

/// <summary>What a payload says of itself: who sent it, which one it is, to which topic, and a checksum over all of it.</summary>
internal static class ChaosPayload
{
    internal const int HeaderSize = 16;

    /// <param name="publisher">Who sends.</param>
    /// <param name="sequence">Which of its messages.</param>
    /// <param name="topic">Where to.</param>
    /// <param name="size">Bytes in all; at least the header.</param>
    internal static byte[] Make(int publisher, int sequence, string topic, int size)
    {
        var payload = new byte[Math.Max(HeaderSize, size)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, publisher);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), Crc(Encoding.UTF8.GetBytes(topic)));
        for (var i = HeaderSize; i < payload.Length; i++) payload[i] = (byte)(sequence + (i * 31));
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(12), Checksum(payload));
        return payload;
    }

    /// <returns>Whether the payload is one that was made here for this topic, unchanged.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> payload, string topic, out int publisher, out int sequence)
    {
        (publisher, sequence) = (0, 0);
        if (payload.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(payload[12..]) != Checksum(payload)) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]) != Crc(Encoding.UTF8.GetBytes(topic))) return false;
        publisher = BinaryPrimitives.ReadInt32LittleEndian(payload);
        sequence = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        return true;
    }

    /// <summary>Over everything but the place of the checksum.</summary>
    private static uint Checksum(ReadOnlySpan<byte> payload) => Crc(payload[HeaderSize..], Crc(payload[..12]));

    private static uint Crc(ReadOnlySpan<byte> bytes, uint crc = uint.MaxValue)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
