using System.Globalization;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Compare;

/// <summary>What a broker did, as far as two brokers can be compared: without packet identifiers of its choosing, without properties, texts and the exact reason.</summary>
/// <param name="Kind">Such as "SUBACK refused" or "closed".</param>
/// <param name="Detail">What else must be the same.</param>
internal readonly record struct Answer(string Kind, string Detail = "")
{
    internal static readonly Answer Closed = new("closed"), Silent = new("no answer to PINGREQ");

    /// <summary>Null for what is not compared.</summary>
    internal static Answer? Of(ReceivedPacket packet) => packet.Type switch
    {
        2 => packet.ReasonCode == 0 ? new Answer("CONNACK accepted", $"present {packet.SessionPresent}") : new Answer("CONNACK refused"),
        3 => new Answer("PUBLISH", $"{packet.Topic} {Convert.ToHexString(packet.PayloadBytes)} {packet.QoS} {packet.Retain}"),
        7 => new Answer("PUBCOMP", packet.PacketId.ToString(CultureInfo.InvariantCulture)), // of an unknown identifier 0x92 here and 0 there; 3.7.2.1 has both
        4 or 5 => new Answer($"{Name(packet.Type)} {Class(packet.ReasonCode)}", packet.PacketId.ToString(CultureInfo.InvariantCulture)),
        6 => new Answer("PUBREL"),
        9 => new Answer($"SUBACK {string.Join(' ', packet.ReasonCodes.Select(c => c < 3 ? c.ToString(CultureInfo.InvariantCulture) : "refused"))}", packet.PacketId.ToString(CultureInfo.InvariantCulture)),
        11 => new Answer("UNSUBACK", packet.PacketId.ToString(CultureInfo.InvariantCulture)),
        14 => null, // the end of the connection follows, and counts
        _ => new Answer($"packet of type {packet.Type}"),
    };

    internal static string Name(int type)
        => type is > 0 and < 16 ? ((string[])["CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH"])[type - 1] : "type 0";

    public override string ToString() => Detail.Length == 0 ? Kind : $"{Kind} {Detail}";

    private static string Class(byte code) => code < 0x80 ? "ok" : "refused";
}
