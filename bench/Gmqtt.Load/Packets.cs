using System.Buffers.Binary;
using System.Text;

namespace Gmqtt.Load;

/// <summary>
/// Packets as bytes, written here from the specification and not with the broker's codec: a fault of that must not be made good by the same fault here.
/// </summary>
internal static class Packets
{
    public static byte[] Connect(string clientId, LoadOptions options)
    {
        // MQTT-3.1: protocol name, level, flags (clean start, and user name and password where there are), keep alive 300 s.
        var flags = 0x02 | (options.User is null ? 0 : 0x80) | (options.Password is null ? 0 : 0x40);
        byte[] body =
        [
            0, 4, .. "MQTT"u8, (byte)(options.Version5 ? 5 : 4), (byte)flags, 300 >> 8, 300 & 0xFF,
            .. options.Version5 ? [0] : Array.Empty<byte>(),
            .. Text(clientId), .. options.User is { } user ? Text(user) : [], .. options.Password is { } password ? Text(password) : [],
        ];
        return [0x10, .. Length(body.Length), .. body];
    }

    /// <summary>SUBSCRIBE with Packet Identifier 1.</summary>
    public static byte[] Subscribe(IEnumerable<string> filters, int qos, bool version5)
    {
        byte[] body = [0, 1, .. version5 ? [0] : Array.Empty<byte>(), .. filters.SelectMany(f => (byte[])[.. Text(f), (byte)qos])];
        return [0x82, .. Length(body.Length), .. body];
    }

    /// <summary>A PUBLISH with room for its identifier and payload, and where they are.</summary>
    public static (byte[] Packet, int IdAt, int PayloadAt) Publish(string topic, int qos, int size, bool version5)
    {
        byte[] head = [.. Text(topic), .. qos > 0 ? [0, 0] : Array.Empty<byte>(), .. version5 ? [0] : Array.Empty<byte>()];
        byte[] begin = [(byte)(0x30 | (qos << 1)), .. Length(head.Length + size)];
        return ([.. begin, .. head, .. new byte[size]], begin.Length + Text(topic).Length, begin.Length + head.Length);
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP without a reason code: success in every version.</summary>
    public static void Acknowledge(Span<byte> destination, byte first, ushort id)
    {
        destination[0] = first;
        destination[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], id);
    }

    public static byte[] Disconnect { get; } = [0xE0, 0];

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Length(int length)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. bytes];
    }
}
