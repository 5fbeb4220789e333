using System.Text;

namespace Gmqtt.Testing;

/// <summary>Packets as bytes, written from the specification and not with the broker's codec, so that the two can disagree.</summary>
public static class Packet
{
    /// <summary>A length-prefixed string.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Utf8(string text) => Binary(Encoding.UTF8.GetBytes(text));

    /// <summary>Length-prefixed bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The bytes with their prefix.</returns>
    public static byte[] Binary(byte[] data) => [(byte)(data.Length >> 8), (byte)data.Length, .. data];

    /// <summary>Two bytes.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The bytes.</returns>
    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>Four bytes.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The bytes.</returns>
    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>A variable byte integer.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The bytes.</returns>
    public static byte[] VarInt(int value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((value & 0x7F) | (value > 0x7F ? 0x80 : 0)));
            value >>= 7;
        }
        while (value > 0);
        return [.. bytes];
    }

    /// <summary>A whole packet: first byte, Remaining Length, body.</summary>
    /// <param name="first">Type and flags.</param>
    /// <param name="parts">The body in parts.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Of(byte first, params byte[][] parts)
    {
        var length = VarInt(parts.Sum(p => p.Length));
        var packet = new List<byte>(1 + length.Length + parts.Sum(p => p.Length)) { first };
        packet.AddRange(length);
        foreach (var part in parts) packet.AddRange(part);
        return [.. packet];
    }

    /// <summary>Properties with their length in front; nothing before MQTT 5.0.</summary>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="properties">The properties.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Props(int version, byte[] properties) => version == 5 ? [.. VarInt(properties.Length), .. properties] : [];

    /// <summary>A User Property.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    /// <returns>The bytes.</returns>
    public static byte[] UserProperty(string name, string value) => [0x26, .. Utf8(name), .. Utf8(value)];

    /// <summary>Session Expiry Interval.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <returns>The bytes.</returns>
    public static byte[] SessionExpiry(uint seconds) => [0x11, .. U32(seconds)];

    /// <summary>CONNECT without will, user name and password.</summary>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="clean">Clean Start.</param>
    /// <param name="keepAlive">Keep Alive.</param>
    /// <param name="properties">Properties, as bytes.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Connect(string clientId, int version = 5, bool clean = true, int keepAlive = 0, byte[]? properties = null)
        => ConnectWith(clientId, version, (byte)(clean ? 2 : 0), keepAlive, properties);

    /// <summary>CONNECT with any flags and payload.</summary>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="flags">Connect Flags.</param>
    /// <param name="keepAlive">Keep Alive.</param>
    /// <param name="properties">Properties, as bytes.</param>
    /// <param name="rest">What follows the Client Identifier: will properties, will topic, will payload, user name, password, each with its prefix.</param>
    /// <returns>The bytes.</returns>
    public static byte[] ConnectWith(string clientId, int version, byte flags, int keepAlive, byte[]? properties, params byte[][] rest)
        => Of(
            0x10,
            [Utf8(version == 3 ? "MQIsdp" : "MQTT"), [(byte)version], [flags], U16(keepAlive), Props(version, properties ?? []), Utf8(clientId), .. rest]);

    /// <summary>CONNECT with a will.</summary>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="topic">Will Topic.</param>
    /// <param name="payload">Will Payload as text.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="qos">Will QoS.</param>
    /// <param name="retain">Will Retain.</param>
    /// <param name="clean">Clean Start.</param>
    /// <param name="keepAlive">Keep Alive.</param>
    /// <param name="properties">CONNECT properties.</param>
    /// <param name="willProperties">Will properties.</param>
    /// <returns>The bytes.</returns>
    public static byte[] ConnectWithWill(
        string clientId, string topic, string payload, int version = 5, int qos = 0, bool retain = false, bool clean = true, int keepAlive = 0,
        byte[]? properties = null, byte[]? willProperties = null)
        => ConnectWith(
            clientId, version, (byte)((clean ? 2 : 0) | 4 | (qos << 3) | (retain ? 0x20 : 0)), keepAlive, properties,
            Props(version, willProperties ?? []), Utf8(topic), Utf8(payload));

    /// <summary>PUBLISH.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="packetId">Packet Identifier, for QoS 1 and 2.</param>
    /// <param name="retain">RETAIN.</param>
    /// <param name="dup">DUP.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="properties">Properties.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Publish(
        string topic, byte[] payload, int qos = 0, int packetId = 0, bool retain = false, bool dup = false, int version = 5, byte[]? properties = null)
        => Of(
            (byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)),
            Utf8(topic), qos > 0 ? U16(packetId) : [], Props(version, properties ?? []), payload);

    /// <summary>SUBSCRIBE.</summary>
    /// <param name="packetId">Packet Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="properties">Properties.</param>
    /// <param name="filters">Filters with their options bytes.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Subscribe(int packetId, int version, byte[] properties, params (string Filter, int Options)[] filters)
        => Of(0x82, [U16(packetId), Props(version, properties), .. filters.Select(f => (byte[])[.. Utf8(f.Filter), (byte)f.Options])]);

    /// <summary>UNSUBSCRIBE.</summary>
    /// <param name="packetId">Packet Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="filters">Filters.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Unsubscribe(int packetId, int version, params string[] filters)
        => Of(0xA2, [U16(packetId), Props(version, []), .. filters.Select(Utf8)]);

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP in the short form.</summary>
    /// <param name="type">4, 5, 6 or 7.</param>
    /// <param name="packetId">Packet Identifier.</param>
    /// <param name="code">Reason code; 0 is left out.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Ack(int type, int packetId, byte code = 0)
        => Of((byte)((type << 4) | (type == 6 ? 2 : 0)), U16(packetId), code == 0 ? [] : [code]);

    /// <summary>DISCONNECT.</summary>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="code">Reason code, MQTT 5.0 only.</param>
    /// <param name="properties">Properties.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Disconnect(int version, byte code = 0, byte[]? properties = null)
        => version != 5 || (code == 0 && properties is null) ? [0xE0, 0x00] : Of(0xE0, [code], properties is null ? [] : Props(5, properties));

    /// <summary>AUTH.</summary>
    /// <param name="code">Reason code.</param>
    /// <param name="method">Authentication Method.</param>
    /// <param name="data">Authentication Data, or null.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Auth(byte code, string method, byte[]? data = null)
        => Of(0xF0, [code], Props(5, [0x15, .. Utf8(method), .. data is null ? [] : (byte[])[0x16, .. Binary(data)]]));
}
