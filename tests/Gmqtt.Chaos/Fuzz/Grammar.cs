using Gmqtt.Testing;

namespace Gmqtt.Chaos.Fuzz;

/// <summary>Packets of clients that know the protocol, all about the same few names, so that they meet: sessions are taken over, topics cross, packet identifiers are answered that others opened.</summary>
internal sealed class Grammar(Random random)
{
    private static readonly string[] ClientIds = ["one", "two", "three", "four", ""];
    private static readonly string[] Topics = ["a", "a/b", "a/b/c", "$SYS/x", "b", "/", "a//c"];
    private static readonly string[] Filters = ["a", "a/#", "+/b", "#", "$share/g/a/#", "$share/h/+/b", "$SYS/#", "a/+/c"];

    internal byte[] Connect(int version)
    {
        var clientId = Of(ClientIds);
        var isClean = random.Next(2) == 0 || clientId.Length == 0;
        byte[] properties = version != 5 ? [] :
        [
            .. random.Next(2) == 0 ? Packet.SessionExpiry((uint)random.Next(100)) : [], .. random.Next(3) == 0 ? (byte[])[0x21, .. Packet.U16(1 + random.Next(5))] : [],
            .. random.Next(3) == 0 ? (byte[])[0x22, .. Packet.U16(random.Next(5))] : [],
        ];
        if (random.Next(4) != 0) return Packet.Connect(clientId, version, isClean, keepAlive: random.Next(60), properties: properties);
        return Packet.ConnectWithWill(clientId, Of(Topics[..3]), "will", version, random.Next(3), random.Next(2) == 0, isClean, properties: properties);
    }

    internal byte[] Next(int version) => random.Next(12) switch
    {
        < 4 => Packet.Publish(
            Of(Topics), new byte[random.Next(200)], random.Next(3), 1 + random.Next(8), retain: random.Next(4) == 0, dup: random.Next(4) == 0, version,
            version == 5 && random.Next(3) == 0 ? [0x02, .. Packet.U32((uint)random.Next(5)), .. Packet.UserProperty("n", "v")] : []),
        < 6 => Packet.Subscribe(1 + random.Next(8), version, version == 5 && random.Next(3) == 0 ? [0x0B, (byte)(1 + random.Next(100))] : [], (Of(Filters), random.Next(3)), (Of(Filters), random.Next(3))),
        6 => Packet.Unsubscribe(1 + random.Next(8), version, Of(Filters)),
        < 10 => Packet.Ack(4 + random.Next(4), 1 + random.Next(8)),
        10 => [0xC0, 0],
        _ => random.Next(6) == 0 ? Packet.Disconnect(version) : [0xC0, 0],
    };

    /// <summary>The same packet with something wrong in it: a bit, a byte of special value, a byte more or less, its end cut off, a part twice, or another length.</summary>
    internal byte[] Mutate(byte[] packet)
    {
        var bytes = packet.ToList();
        for (var times = 1 + random.Next(2); times > 0 && bytes.Count > 1; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Of<byte>([0, 1, 0x7F, 0x80, 0xFF]);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.Skip(at).Take(random.Next(20)).ToArray());
                    break;
                default:
                    bytes[1] = (byte)Math.Clamp(bytes[1] + random.Next(-2, 3), 0, 255);
                    break;
            }
        }

        return [.. bytes];
    }

    private T Of<T>(T[] of) => of[random.Next(of.Length)];
}
