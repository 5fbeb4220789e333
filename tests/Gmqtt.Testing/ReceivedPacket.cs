using System.Buffers.Binary;
using System.Text;

namespace Gmqtt.Testing;

/// <summary>A packet as it came, with enough parsing for tests; written from the specification, not from the broker's codec.</summary>
/// <param name="First">First byte.</param>
/// <param name="Body">Everything after the fixed header.</param>
/// <param name="Version">3, 4 or 5.</param>
public sealed record ReceivedPacket(byte First, byte[] Body, int Version)
{
    /// <summary>Packet type, 1 to 15.</summary>
    public int Type => First >> 4;

    /// <summary>Flags of the fixed header.</summary>
    public int Flags => First & 0x0F;

    /// <summary>DUP of a PUBLISH.</summary>
    public bool Dup => (First & 8) != 0;

    /// <summary>QoS of a PUBLISH.</summary>
    public int QoS => (First >> 1) & 3;

    /// <summary>RETAIN of a PUBLISH.</summary>
    public bool Retain => (First & 1) != 0;

    /// <summary>Topic of a PUBLISH.</summary>
    public string Topic => Encoding.UTF8.GetString(Body, 2, TopicLength);

    /// <summary>Packet Identifier of a PUBLISH (0 with QoS 0) or of any other packet that has one.</summary>
    public int PacketId => Type != 3 ? U16(0) : QoS == 0 ? 0 : U16(2 + TopicLength);

    /// <summary>Payload of a PUBLISH as text.</summary>
    public string Payload => Encoding.UTF8.GetString(PayloadBytes);

    /// <summary>Payload of a PUBLISH.</summary>
    public byte[] PayloadBytes => Body[PropertiesEnd..];

    /// <summary>Reason codes of a SUBACK or UNSUBACK.</summary>
    public byte[] ReasonCodes => Body[(Version == 5 ? PropertiesEnd : 2)..];

    /// <summary>Reason code of a CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT or AUTH; 0 where the short form says so.</summary>
    public byte ReasonCode => Type switch
    {
        2 => Body[1],
        14 or 15 => Body.Length > 0 ? Body[0] : (byte)0,
        _ => Body.Length > 2 ? Body[2] : (byte)0,
    };

    /// <summary>Session Present of a CONNACK.</summary>
    public bool SessionPresent => (Body[0] & 1) != 0;

    /// <summary>The properties in order: identifier and raw value (strings and binary data without their length prefix, a pair as two prefixed strings).</summary>
    public IReadOnlyList<(int Id, byte[] Value)> Properties => ParseProperties(out _);

    /// <summary>Whether a property is there.</summary>
    /// <param name="id">Its identifier.</param>
    /// <returns>True when it is.</returns>
    public bool Has(int id) => Properties.Any(p => p.Id == id);

    /// <summary>The number in a property.</summary>
    /// <param name="id">Its identifier.</param>
    /// <returns>The number, or null when the property is not there.</returns>
    public long? Number(int id) => Properties.Where(p => p.Id == id).Select(p => (long?)p.Value.Aggregate(0L, (n, b) => (n << 8) | b)).FirstOrDefault();

    /// <summary>The text in a property.</summary>
    /// <param name="id">Its identifier.</param>
    /// <returns>The text, or null when the property is not there.</returns>
    public string? Text(int id) => Properties.Where(p => p.Id == id).Select(p => Encoding.UTF8.GetString(p.Value)).FirstOrDefault();

    /// <summary>Subscription Identifiers, in order.</summary>
    public IReadOnlyList<int> SubscriptionIds => [.. Properties.Where(p => p.Id == 0x0B).Select(p => (int)Number(p.Value))];

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> UserProperties => [.. Properties.Where(p => p.Id == 0x26).Select(p => Pair(p.Value))];

    /// <inheritdoc/>
    public override string ToString() => $"{First:X2} {Convert.ToHexString(Body)}";

    private int TopicLength => U16(0);

    private int PropertiesStart => Type switch
    {
        2 => 2,
        3 => 2 + TopicLength + (QoS > 0 ? 2 : 0),
        14 or 15 => 1,
        9 or 11 => 2,
        _ => 3,
    };

    private int PropertiesEnd
    {
        get
        {
            if (Version != 5) return PropertiesStart;
            ParseProperties(out var end);
            return end;
        }
    }

    private List<(int Id, byte[] Value)> ParseProperties(out int end)
    {
        var list = new List<(int, byte[])>();
        var at = PropertiesStart;
        end = at;
        if (Version != 5 || at >= Body.Length) return list;
        var length = VarInt(ref at);
        end = at + length;
        while (at < end)
        {
            var id = VarInt(ref at);
            var start = at;
            switch (id)
            {
                case 0x01 or 0x17 or 0x19 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A:
                    at += 1;
                    break;
                case 0x13 or 0x21 or 0x22 or 0x23:
                    at += 2;
                    break;
                case 0x02 or 0x11 or 0x18 or 0x27:
                    at += 4;
                    break;
                case 0x0B:
                    VarInt(ref at);
                    break;
                case 0x26:
                    at += 2 + U16(at);
                    at += 2 + U16(at);
                    break;
                default:
                    at += 2 + U16(at);
                    start += 2;
                    break;
            }

            list.Add((id, Body[start..at]));
        }

        return list;
    }

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(Body.AsSpan(at));

    private int VarInt(ref int at)
    {
        int value = 0, shift = 0;
        while (true)
        {
            var b = Body[at++];
            value |= (b & 0x7F) << shift;
            if ((b & 0x80) == 0) return value;
            shift += 7;
        }
    }

    private static long Number(byte[] varInt)
    {
        long value = 0;
        for (var i = 0; i < varInt.Length; i++) value |= (long)(varInt[i] & 0x7F) << (7 * i);
        return value;
    }

    private static (string Name, string Value) Pair(byte[] value)
    {
        var first = BinaryPrimitives.ReadUInt16BigEndian(value);
        return (Encoding.UTF8.GetString(value, 2, first), Encoding.UTF8.GetString(value, 4 + first, value.Length - 4 - first));
    }
}
