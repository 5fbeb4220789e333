using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>What clients together may make the broker hold: each keeps to the limits of one, and all of them together meet <c>max_memory</c>.</summary>
public sealed class MemoryLimitTests
{
    private const long Limit = 4 << 20;

    [Fact]
    public async Task Queues_together_are_bounded_and_the_publisher_is_told_0x97_when_nothing_took_its_message()
    {
        await using var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await SleepersAsync(broker, 20, n => $"to/{n}");
        byte? refusal = null;
        for (var i = 0; i < 200 && refusal is null; i++)
        {
            await publisher.SendAsync(Packet.Publish($"to/{i % 20}", new byte[60_000], 1, 1));
            if ((await publisher.ReadAsync(4)).ReasonCode is >= 0x80 and var code) refusal = code;
        }

        Assert.Equal((byte)0x97, refusal);
        var stats = broker.Services.StatsManager.GetGlobalStats();
        Assert.InRange(broker.Server.Engine.Held.Bytes, Limit / 2, Limit);
        Assert.InRange(stats.QueuedBytes, Limit / 2, Limit);
        Assert.Equal(1, stats.Messages.QoS1.Dropped[DropReason.MemoryFull]);
        // Who is connected and acknowledges goes on meanwhile.
        await publisher.SubscribeAsync("own", 1);
        await publisher.SendAsync(Packet.Publish("own", new byte[1000], 1, 2));
        Assert.Equal(3, (await publisher.ReadAsync()).Type);
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
    }

    [Fact]
    public async Task A_message_that_waits_for_many_counts_once()
    {
        await using var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await SleepersAsync(broker, 100, _ => "all");
        var before = broker.Server.Engine.Held.Bytes;
        await publisher.SendAsync(Packet.Publish("all", new byte[100_000], 1, 1));
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
        Assert.InRange(broker.Server.Engine.Held.Bytes - before, 100_000, 200_000);
    }

    [Fact]
    public async Task What_has_expired_makes_room()
    {
        await using var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await SleepersAsync(broker, 1, _ => "t");
        byte[] expiry = [0x02, .. Packet.U32(5)];
        while (true)
        {
            await publisher.SendAsync(Packet.Publish("t", new byte[100_000], 1, 1, properties: expiry));
            if ((await publisher.ReadAsync(4)).ReasonCode == 0x97) break;
        }

        await broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        await publisher.SendAsync(Packet.Publish("t", new byte[100_000], 1, 1));
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
    }

    [Fact]
    public async Task Retained_messages_sessions_subscriptions_and_wills_stop_too()
    {
        await using var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        broker.Server.Engine.Held.Add(2 * Limit);
        Assert.Null(await broker.Open().TryReadAsync()); // all of it is spent: nobody is let in to be told
        broker.Server.Engine.Held.Add(-Limit - (Limit / 20));
        await client.SendAsync(Packet.Publish("r", "x"u8.ToArray(), 1, 1, retain: true));
        Assert.Equal(0x97, (await client.ReadAsync(4)).ReasonCode);
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("f", 1)));
        Assert.Equal([0x97], (await client.ReadAsync(9)).ReasonCodes);
        var stranger = broker.Open();
        await stranger.SendAsync(Packet.Connect("new"));
        Assert.Equal(0x97, (await stranger.ReadAsync(2)).ReasonCode);
        broker.Server.Engine.Held.Add(-Limit / 2);
        Assert.Equal(0x00, (await broker.ConnectAsync("new")).ConnAck.ReasonCode);
    }

    [Fact]
    public async Task A_packet_half_received_meets_the_limit_too()
    {
        await using var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        broker.Server.Engine.Held.Add(2 * Limit);
        await client.SendAsync(Packet.Publish("t", new byte[100_000])[..50_000]);
        Assert.Equal(0x97, (await client.ReadAsync(14)).ReasonCode);
    }

    [Fact]
    public async Task A_connection_that_does_not_take_what_it_is_sent_meets_the_limit_too()
    {
        await using var broker = await StartAsync();
        var slow = await broker.ConnectAsync("slow", buffer: 4096);
        await slow.SubscribeAsync("t");
        var connection = broker.Server.Engine.Connections.All.Single();
        var publisher = await broker.ConnectAsync("p");
        broker.Server.Engine.Held.Add(2 * Limit);
        for (var i = 0; i < 40; i++) await publisher.SendAsync(Packet.Publish("t", new byte[3000]));
        await TestBroker.UntilAsync(() => connection.CloseRequest is not null);
        Assert.Equal(ReasonCode.QuotaExceeded, connection.CloseRequest!.Code);
    }

    [Fact]
    public async Task Everything_is_given_back()
    {
        await using var broker = await StartAsync();
        var sleepers = await SleepersAsync(broker, 3, n => $"a/b/{n}");
        var publisher = await broker.ConnectAsync("p");
        for (var n = 0; n < 3; n++)
        {
            for (var qos = 0; qos < 3; qos++)
            {
                await publisher.SendAsync(Packet.Publish($"a/b/{n}", new byte[5000], qos, 1 + qos, retain: true));
                if (qos > 0) await publisher.ReadAsync();
            }
        }

        var willing = broker.Open();
        await willing.SendAsync(Packet.ConnectWithWill("w", "a/will", "gone", properties: Packet.SessionExpiry(20), willProperties: [0x18, 0, 0, 0, 5]));
        await willing.ReadAsync(2);
        await willing.SendAsync(Packet.Publish("a", new byte[100_000])[..50_000]);
        await willing.DropAsync();
        await publisher.DropAsync();
        foreach (var sleeper in sleepers) await broker.Services.ClientService.TerminateSessionAsync(sleeper);
        for (var n = 0; n < 3; n++) await broker.Services.RetainedService.RemoveAsync($"a/b/{n}");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        await TestBroker.UntilAsync(() => broker.Server.Engine.Sessions.Count == 0 && broker.Server.ConnectionCount == 0);
        Assert.Equal(0, broker.Server.Engine.Held.Bytes);
    }

    private static Task<TestBroker> StartAsync() => TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxMemory = Limit } });

    private static async Task<List<string>> SleepersAsync(TestBroker broker, int count, Func<int, string> filter)
    {
        var names = new List<string>();
        for (var n = 0; n < count; n++)
        {
            var client = await broker.ConnectAsync($"s{n}", properties: Packet.SessionExpiry(3600));
            await client.SubscribeAsync(filter(n), 1);
            await client.DropAsync();
            names.Add($"s{n}");
        }

        return names;
    }
}
