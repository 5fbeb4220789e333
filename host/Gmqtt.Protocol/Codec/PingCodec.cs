namespace Gmqtt.Protocol.Codec;

/// <summary>PINGREQ and PINGRESP (MQTT 5.0, 3.12 and 3.13): a fixed header and nothing else, the same in every version.</summary>
public static class PingCodec
{
    /// <summary>Size of either frame.</summary>
    public const int Size = 2;

    /// <summary>The whole PINGREQ.</summary>
    public static ReadOnlySpan<byte> PingReq => [(byte)PacketType.PingReq << 4, 0];

    /// <summary>The whole PINGRESP.</summary>
    public static ReadOnlySpan<byte> PingResp => [(byte)PacketType.PingResp << 4, 0];

    /// <summary>Checks the body of either packet.</summary>
    /// <param name="body">Complete body.</param>
    /// <returns>0x81 unless it is empty.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body)
    {
        return body.IsEmpty ? PacketError.None : PacketErrors.TrailingBytes;
    }
}
