using System.Globalization;
using System.Text;
using Gmqtt.Chaos.Fuzz;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Compare;

/// <summary>What three clients of one script say. Topics and Client Identifiers are the script's own, and nothing depends on time or on the choice of a member of a shared group.</summary>
internal sealed class CompareGrammar(Random random, string script)
{
    private const int Unheard = 30_000, MostMissing = 2000;
    private static readonly string[] Topics = ["a", "a/b", "a/b/c", "b", "", "a//c"];
    private static readonly string[] Filters = ["a", "a/#", "+/b", "#", "a/+/c", "+", "a/b/#"];
    private readonly Grammar _grammar = new(random);

    /// <summary>The third party has the second's Client Identifier half of the time. Who can be taken over has no will: mosquitto does not publish it then, although 3.1.2.5 says so.</summary>
    internal byte[] Connect(int party, int version)
    {
        var clientId = $"{script}-{(party == 2 && random.Next(2) == 0 ? 1 : party)}";
        var isClean = random.Next(3) == 0;
        byte[] properties = version == 5 && random.Next(3) > 0 ? Packet.SessionExpiry(1000) : [];
        return party > 0 || random.Next(3) > 0
            ? Packet.Connect(clientId, version, isClean, properties: properties)
            : Packet.ConnectWithWill(clientId, Topic(), "will", version, random.Next(3), random.Next(4) == 0, isClean, properties: properties);
    }

    internal byte[] Next(int version) => random.Next(12) switch
    {
        < 5 => Publish(version),
        < 8 => Packet.Subscribe(1 + random.Next(8), version, version == 5 && random.Next(3) == 0 ? [0x0B, (byte)(1 + random.Next(100))] : [], (Filter(), random.Next(3))),
        8 => Packet.Unsubscribe(1 + random.Next(8), version, Filter()),
        9 => Packet.Ack(6, 1 + random.Next(8)),
        10 => Packet.Ack(4 + random.Next(2), Unheard + random.Next(8)),
        _ => random.Next(3) == 0 ? Packet.Disconnect(version, (byte)(version == 5 && random.Next(2) == 0 ? 4 : 0)) : Packet.Publish($"{script}/a", Payload(), 1, 1 + random.Next(8), version: version),
    };

    /// <summary>Something wrong in it, but whole packets: what is missing at the end comes too, or both brokers would wait for it.</summary>
    /// <returns>Null when it has become too long to be sent, or a PINGREQ, whose answer the harness would take for that of its own, a second CONNECT: mosquitto ends the session for it, or when it takes over the one who may have a will.</returns>
    internal byte[]? Mutate(byte[] packet)
    {
        var mutated = _grammar.Mutate(packet);
        if (packet[0] == 0x10 && IsOfWill(mutated) && !IsOfWill(packet)) return null;
        var bytes = mutated.ToList();
        for (var at = 0; at < bytes.Count;)
        {
            if (bytes[at] >> 4 == 12 || (bytes[at] >> 4 == 1 && (at > 0 || packet[0] != 0x10))) return null;
            var (header, length) = Head(bytes, at);
            at += header + length;
            if (at > bytes.Count + MostMissing) return null;
            while (bytes.Count < at) bytes.Add(0);
        }

        return [.. bytes];
    }

    /// <summary>PUBREL of each QoS 2 message in it. One broker delivers at PUBLISH and the other at PUBREL (4.3.3 allows both): so they come together.</summary>
    internal static byte[] Releases(byte[] packets)
    {
        var releases = new List<byte>();
        var bytes = packets.ToList();
        for (var at = 0; at < packets.Length;)
        {
            var (header, length) = Head(bytes, at);
            var topic = at + header + 1 < packets.Length ? (packets[at + header] << 8) | packets[at + header + 1] : 0;
            var id = at + header + 2 + topic;
            if ((packets[at] & 0xF6) == 0x34 && id + 1 < packets.Length) releases.AddRange(Packet.Ack(6, (packets[id] << 8) | packets[id + 1]));
            at += header + length;
        }

        return [.. releases];
    }

    /// <summary>Whether it has the Client Identifier that alone may have a will.</summary>
    private bool IsOfWill(byte[] connect) => connect.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{script}-0")) >= 0;

    /// <summary>Bytes of the fixed header, which is made whole where it is not, and Remaining Length.</summary>
    private static (int Header, int Length) Head(List<byte> bytes, int at)
    {
        int length = 0, header = 1;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            if (at + header >= bytes.Count) bytes.Add(0);
            var b = bytes[at + header++];
            length |= (b & 0x7F) << shift;
            if ((b & 0x80) == 0) break;
        }

        return (header, length);
    }

    private byte[] Publish(int version)
    {
        var qos = random.Next(3);
        return Packet.Publish(
            Topic(), Payload(), qos, 1 + random.Next(8), random.Next(4) == 0, qos > 0 && random.Next(6) == 0, version, version == 5 && random.Next(3) == 0 ? Packet.UserProperty("n", "v") : []);
    }

    private static int IdOf(byte[] publish)
    {
        var at = 4 + publish[3]; // all of them are shorter than 128 bytes, topics too
        return (publish[at] << 8) | publish[at + 1];
    }

    private string Topic() => $"{script}/{Topics[random.Next(Topics.Length)]}";

    private string Filter()
    {
        var filter = $"{script}/{Filters[random.Next(Filters.Length)]}";
        return random.Next(6) > 0 ? filter : $"$share/{random.Next().ToString(CultureInfo.InvariantCulture)}/{filter}";
    }

    private byte[] Payload()
    {
        var payload = new byte[random.Next(20)];
        random.NextBytes(payload);
        return payload;
    }
}
