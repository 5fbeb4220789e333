using System.Diagnostics;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Fuzz;

/// <summary>Times single packets without what the scheduler adds.</summary>
public static class WorstDecode
{
    private const int Body = 65_000;

    /// <summary>The fastest of many runs, over all versions: what the decoder itself costs.</summary>
    public static long Fastest(byte[] packet)
    {
        long slowest = 0;
        foreach (ProtocolVersion version in new[] { ProtocolVersion.V311, ProtocolVersion.V5 })
        {
            long fastest = long.MaxValue;
            for (int i = 0; i < 200; i++)
            {
                long started = Stopwatch.GetTimestamp();
                Decode(packet, version);
                fastest = Math.Min(fastest, Stopwatch.GetTimestamp() - started);
            }

            slowest = Math.Max(slowest, fastest);
        }

        return slowest;
    }

    /// <summary>The slowest of the packets of about 64 KiB that are made to be slow.</summary>
    public static long SlowestOfLarge()
    {
        return Large().Max(Fastest);
    }

    private static IEnumerable<byte[]> Large()
    {
        yield return Frame(0x82, [0, 1, 0], [0, 1, (byte)'a', 0]);              // SUBSCRIBE with as many filters as fit
        yield return Frame(0x82, [0, 1, 0], [0, 0, 0]);                         // SUBSCRIBE, empty filters
        yield return Frame(0x90, [0, 1, 0], [0x00]);                            // SUBACK with as many codes as fit
        yield return Frame(0x30, [0, 1, (byte)'t', 0x83, 0xF7, 0x03], [0x26, 0, 0, 0, 0]); // PUBLISH full of User Properties
        yield return Frame(0x30, [0, 1, (byte)'t', 0x83, 0xF7, 0x03, 0x03, 0xFD, 0x00], "é"u8.ToArray()); // PUBLISH, one long string
        yield return Frame(0x10, [0, 4, .. "MQTT"u8, 4, 0xC2, 0, 0, 0, 0, 0xFD, 0x00], "é"u8.ToArray()); // CONNECT, one long string
    }

    private static byte[] Frame(byte firstByte, byte[] start, byte[] repeated)
    {
        var frame = new List<byte> { firstByte };
        Span<byte> length = stackalloc byte[VariableByteInteger.MaxSize];
        frame.AddRange(length[..VariableByteInteger.Write(length, Body)]);
        int end = frame.Count + Body;
        frame.AddRange(start);
        while (frame.Count + repeated.Length <= end)
        {
            frame.AddRange(repeated);
        }

        frame.AddRange(new byte[end - frame.Count]);
        return [.. frame];
    }

    private static void Decode(byte[] packet, ProtocolVersion version)
    {
        var limits = new FrameLimits(1_048_576, version);
        FrameStatus status = FrameReader.TryRead(packet, limits, out int headerLength, out int totalLength, out _);
        if (status == FrameStatus.Frame)
        {
            var type = (PacketType)(packet[0] >> 4);
            _ = AnyPacket.Judge(type, (byte)(packet[0] & 15), packet.AsSpan(headerLength..totalLength), version, Sender.Client);
        }
    }
}
