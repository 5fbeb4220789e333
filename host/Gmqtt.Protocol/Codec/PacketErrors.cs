namespace Gmqtt.Protocol.Codec;

/// <summary>The errors that several packets share.</summary>
internal static class PacketErrors
{
    public static PacketError CutShort => PacketError.Malformed("the packet ends before its last field");

    public static PacketError TrailingBytes => PacketError.Malformed("bytes follow the last field of the packet");

    public static PacketError BadString => PacketError.Malformed("a string is cut short, not valid UTF-8 or has U+0000");

    public static PacketError PacketIdIsZero => PacketError.Protocol("the Packet Identifier is 0"); // [MQTT-2.2.1-3]

    public static PacketError ReasonCodeNotAllowed => PacketError.Protocol("the Reason Code is not allowed in this packet");

    public static PacketError NothingRequested => PacketError.Protocol("the packet has no Topic Filter"); // [MQTT-3.8.3-2], [MQTT-3.10.3-2]

    public static PacketError TooManyFilters => new(Mqtt.ReasonCode.QuotaExceeded, "the packet has more Topic Filters than this server accepts");
}
