using System.Buffers;

namespace Gmqtt.Listeners.Sniffing;

/// <summary>Tells protocols apart by the first one to three bytes, which stay unread.</summary>
internal static class Sniffer
{
    /// <summary>Most bytes that are needed.</summary>
    public const int Needed = 3;

    // [MQTT-2.1.3-1] type 1 in the high half, and the flags of CONNECT are all 0; [MQTT-3.1.0-1] CONNECT comes first.
    private const byte Connect = 0x10;

    // RFC 8446, 5.1: ContentType handshake(22).
    private const byte TlsHandshake = 22;

    public static FirstBytes Classify(in ReadOnlySequence<byte> received)
    {
        if (received.FirstSpan.Length >= Needed || received.IsSingleSegment)
        {
            return Classify(received.FirstSpan);
        }

        Span<byte> first = stackalloc byte[Needed];
        var head = received.Slice(0, Math.Min(Needed, received.Length));
        head.CopyTo(first);
        return Classify(first[..(int)head.Length]);
    }

    public static FirstBytes Classify(ReadOnlySpan<byte> received)
    {
        if (received.IsEmpty)
        {
            return FirstBytes.TooFew;
        }

        return received[0] switch
        {
            Connect => FirstBytes.Mqtt,
            TlsHandshake => FirstBytes.Tls,
            (byte)'\r' or (>= (byte)'A' and <= (byte)'Z') => ClassifyText(received),
            _ => FirstBytes.Unknown,
        };
    }

    private static FirstBytes ClassifyText(ReadOnlySpan<byte> received)
    {
        if (received.Length < Needed)
        {
            return FirstBytes.TooFew;
        }

        var start = received[..Needed];
        if (start.SequenceEqual("PRO"u8) || start.SequenceEqual("\r\n\r"u8))
        {
            return FirstBytes.ProxyHeader;
        }

        if (start.SequenceEqual("SSH"u8))
        {
            return FirstBytes.Ssh;
        }

        return IsHttpMethod(start) ? FirstBytes.Http : FirstBytes.Unknown;
    }

    /// <summary>GET upgrades; the others reach the HTTP server to be told so in HTTP.</summary>
    private static bool IsHttpMethod(ReadOnlySpan<byte> start) =>
        start.SequenceEqual("GET"u8) || start.SequenceEqual("POS"u8) || start.SequenceEqual("PUT"u8) || start.SequenceEqual("HEA"u8)
        || start.SequenceEqual("OPT"u8) || start.SequenceEqual("DEL"u8) || start.SequenceEqual("PAT"u8);
}
