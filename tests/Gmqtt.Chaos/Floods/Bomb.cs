using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Floods;

/// <summary>One kind of excess: more of something than any honest client has. It ends with the reason code that the limit answers with.</summary>
/// <param name="Name">What.</param>
/// <param name="Codes">What the limit may answer.</param>
/// <param name="ThrowAsync">Throws it; returns the first reason code of a refusal, or null when everything was taken.</param>
internal sealed record Bomb(string Name, byte[] Codes, Func<EndPoint, Task<byte?>> ThrowAsync)
{
    private const byte QuotaExceeded = 0x97, PacketTooLarge = 0x95, TopicAliasInvalid = 0x94, ReceiveMaximumExceeded = 0x93, ProtocolError = 0x82, MalformedPacket = 0x81;

    /// <summary>The configuration the bombs are thrown at: small enough for 300 MiB, else as built in.</summary>
    internal const string Limits = "[limits]\nmax_sessions = 2000\nmax_retained_bytes = \"32MiB\"\nmax_memory = \"96MiB\"\n";

    internal static IReadOnlyList<Bomb> All =>
    [
        new("subscriptions: 20 clients, 256 at a time", [QuotaExceeded], place => EachAsync(place, 20, SubscriptionsAsync)),
        new("filters: 25,000 in one SUBSCRIBE", [ProtocolError, PacketTooLarge, MalformedPacket, QuotaExceeded], FiltersAsync),
        new("retained: 64 KiB at a topic each", [QuotaExceeded], RetainedAsync),
        new("topic aliases: one more than agreed", [TopicAliasInvalid], AliasesAsync),
        new("user properties: 5,000 in a PUBLISH", [ProtocolError, PacketTooLarge, MalformedPacket, QuotaExceeded], UserPropertiesAsync),
        new("QoS 2 identifiers: never PUBREL", [QuotaExceeded, ReceiveMaximumExceeded], IdentifiersAsync),
        new("sessions: 5,000 names", [QuotaExceeded], SessionsAsync),
        new("wills: 64 KiB of 200 clients cut at once", [], WillsAsync),
        new("queues: 30 clients that are away, 8 MiB each", [QuotaExceeded], QueuesAsync),
        new("announced lengths: 500 times 256 MiB before CONNECT", [], LengthsAsync),
    ];

    private static async Task<byte?> EachAsync(EndPoint place, int clients, Func<SocketClient, Task<byte?>> throwAsync)
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, clients).Select(async n =>
        {
            await using var client = await ConnectAsync(place, $"bomb-{n}");
            return await throwAsync(client);
        }));
        return codes.Contains(null) ? null : codes[0];
    }

    private static async Task<byte?> SubscriptionsAsync(SocketClient client)
    {
        for (var packet = 1; packet <= 8; packet++)
        {
            var filters = Enumerable.Range(0, 256).Select(f => ($"bomb/{packet}/+/{f}/#", 0)).ToArray();
            await client.SendAsync(Packet.Subscribe(packet, 5, [], filters));
            var answer = await client.ReadAsync();
            if (answer.Type != 9) return answer.ReasonCode;
            if (answer.ReasonCodes.FirstOrDefault(c => c >= 0x80) is > 0 and var code) return code;
        }

        return null;
    }

    private static async Task<byte?> FiltersAsync(EndPoint place)
    {
        await using var client = await ConnectAsync(place, "bomb");
        await client.SendAsync(Packet.Subscribe(1, 5, [], [.. Enumerable.Range(0, 25_000).Select(f => ($"{f % 10}", 0))]));
        var answer = await client.ReadAsync();
        return answer.Type == 9 ? answer.ReasonCodes.FirstOrDefault(c => c >= 0x80) : answer.ReasonCode;
    }

    private static async Task<byte?> RetainedAsync(EndPoint place)
    {
        await using var client = await ConnectAsync(place, "bomb");
        var payload = new byte[64 * 1024];
        for (var n = 1; n <= 2000; n++)
        {
            await client.SendAsync(Packet.Publish($"bomb/{n}", payload, qos: 1, packetId: n, retain: true));
            if ((await client.ReadAsync()).ReasonCode is >= 0x80 and var code) return code;
        }

        return null;
    }

    private static async Task<byte?> AliasesAsync(EndPoint place)
    {
        await using var client = await ConnectAsync(place, "bomb");
        for (var alias = 1; alias <= 33; alias++) await client.SendAsync(Packet.Publish($"bomb/{new string('t', 1000)}/{alias}", [], properties: [0x23, .. Packet.U16(alias)]));
        return await EndAsync(client);
    }

    private static async Task<byte?> UserPropertiesAsync(EndPoint place)
    {
        await using var client = await ConnectAsync(place, "bomb");
        var properties = Enumerable.Repeat(Packet.UserProperty("name", "value"), 5000).SelectMany(p => p).ToArray();
        await client.SendAsync(Packet.Publish("bomb", [], qos: 1, packetId: 1, properties: properties));
        return await EndAsync(client);
    }

    private static async Task<byte?> IdentifiersAsync(EndPoint place)
    {
        await using var client = await ConnectAsync(place, "bomb");
        for (var id = 1; id <= 1000; id++)
        {
            await client.SendAsync(Packet.Publish("bomb", new byte[4096], qos: 2, packetId: id));
            if ((await client.ReadAsync()).ReasonCode is >= 0x80 and var code) return code;
        }

        return null;
    }

    private static async Task<byte?> SessionsAsync(EndPoint place)
    {
        for (var n = 0; n < 5000; n++)
        {
            await using var client = await SocketClient.OpenAsync(place);
            await client.SendAsync(Packet.Connect($"bomb-{n}", 5, clean: false, properties: Packet.SessionExpiry(uint.MaxValue)));
            if ((await client.ReadAsync()).ReasonCode is >= 0x80 and var code) return code;
        }

        return null;
    }

    private static async Task<byte?> WillsAsync(EndPoint place)
    {
        var clients = new List<SocketClient>();
        var will = new byte[65_000];
        for (var n = 0; n < 200; n++)
        {
            var client = await SocketClient.OpenAsync(place);
            await client.SendAsync(Packet.ConnectWith($"bomb-{n}", 5, flags: 2 | 4 | 8, keepAlive: 0, [], Packet.Props(5, []), Packet.Utf8("canary-is-not-here"), Packet.Binary(will)));
            await client.ReadAsync();
            clients.Add(client);
        }

        foreach (var client in clients) await client.DisposeAsync();
        return null;
    }

    /// <summary>Each keeps to the limits of one; together they meet max_memory. The names are those of sessions that are there.</summary>
    private static async Task<byte?> QueuesAsync(EndPoint place)
    {
        const int Away = 30, Messages = 130;
        await using var publisher = await ConnectAsync(place, $"bomb-{Away}");
        for (var n = 0; n < Away; n++)
        {
            await using var client = await SocketClient.OpenAsync(place);
            await client.SendAsync(Packet.Connect($"bomb-{n}", 5, clean: false, properties: Packet.SessionExpiry(3600)));
            await client.ReadAsync();
            await client.SendAsync(Packet.Subscribe(1, 5, [], ($"heap/{n}", 1)));
            await client.ReadAsync();
            await client.SendAsync(Packet.Disconnect(5));
        }

        for (var n = 0; n < Away * Messages; n++)
        {
            await publisher.SendAsync(Packet.Publish($"heap/{n % Away}", new byte[64 * 1024], qos: 1, packetId: 1));
            if ((await publisher.ReadAsync()).ReasonCode is >= 0x80 and var code) return code;
        }

        return null;
    }

    private static async Task<byte?> LengthsAsync(EndPoint place)
    {
        var clients = new List<SocketClient>();
        for (var n = 0; n < 500; n++)
        {
            var client = await SocketClient.OpenAsync(place);
            await client.SendAsync([0x10, 0xFF, 0xFF, 0xFF, 0x7F, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 0]);
            clients.Add(client);
        }

        foreach (var client in clients) await client.DisposeAsync();
        return null;
    }

    private static async Task<SocketClient> ConnectAsync(EndPoint place, string clientId)
    {
        var client = await SocketClient.OpenAsync(place);
        await client.SendAsync(Packet.Connect(clientId, 5));
        var answer = await client.ReadAsync();
        return answer is { Type: 2, ReasonCode: 0 } ? client : throw new ChaosException($"CONNECT was answered by {answer}");
    }

    /// <summary>The first refusal, of a message or of the client.</summary>
    private static async Task<byte?> EndAsync(SocketClient client)
    {
        await client.SendAsync([0xC0, 0]);
        while (true)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 13) return null;
            if (packet.ReasonCode >= 0x80) return packet.ReasonCode;
        }
    }
}
