using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>R04, R06 to R10 and R17: retained messages, wills, queues and sessions as a weapon.</summary>
public sealed class ExhaustionTests
{
    [Theory]
    [InlineData(10, 1_000_000)] // by number
    [InlineData(1000, 12_000)]  // by bytes: ten of a thousand and what belongs to them
    public async Task R04_Retained_messages_beyond_the_limit_are_routed_and_not_kept(int messages, long bytes)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with
        {
            Limits = new LimitOptions { MaxRetainedMessages = messages, MaxRetainedBytes = bytes },
        });
        var bystander = await Bystander.JoinAsync(broker);
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("r/#");
        var publisher = await broker.ConnectAsync("p");
        var kept = 0;
        for (var i = 0; i < 20; i++)
        {
            await publisher.SendAsync(Packet.Publish($"r/{i}", new byte[1000], 1, 1, retain: true));
            if ((await publisher.ReadAsync(4)).ReasonCode == 0x00) kept++;
            else Assert.InRange(i, 8, 19);
            Assert.Equal($"r/{i}", (await subscriber.ReadAsync(3)).Topic);
        }

        Assert.InRange(kept, 8, 11);
        var stats = broker.Services.StatsManager.GetGlobalStats();
        Assert.Equal(kept, stats.RetainedCurrent);
        Assert.InRange(stats.RetainedBytes, 8000, bytes);

        await publisher.SendAsync(Packet.Publish("r/0", new byte[900], 1, 1, retain: true)); // in place of another
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
        await publisher.SendAsync(Packet.Publish("r/1", [], 1, 1, retain: true)); // and away with one
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
        await publisher.SendAsync(Packet.Publish("r/new", new byte[900], 1, 1, retain: true));
        Assert.Equal(0x00, (await publisher.ReadAsync(4)).ReasonCode);
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task R04_A_3_x_publisher_is_not_disconnected_for_it()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxRetainedMessages = 1 } });
        var publisher = await broker.ConnectAsync("p", 4);
        for (var i = 0; i < 3; i++)
        {
            await publisher.PublishAsync($"r/{i}", "x", 1, 1, retain: true);
            await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        }

        Assert.Equal(1, broker.Server.Engine.Retained.Count);
    }

    [Fact]
    public async Task R06_The_payload_of_a_will_is_bounded()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxWillBytes = 1000 } });
        await Refusal.OfStrangerAsync(broker, Packet.ConnectWithWill("c", "w", new string('x', 1001)), 5, 0x97);
        var client = broker.Open();
        client.Version = 4;
        await client.SendAsync(Packet.ConnectWithWill("c4", "w", new string('x', 1001), 4));
        Assert.Equal(0x03, (await client.ReadAsync(2)).ReasonCode);
        client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "w", new string('x', 1000)));
        Assert.Equal(0x00, (await client.ReadAsync(2)).ReasonCode);
    }

    [Fact]
    public async Task R06_A_thousand_delayed_wills_are_published_once_each_and_leave_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will/+");
        for (var i = 0; i < 1000; i++)
        {
            var client = broker.Open();
            await client.SendAsync(Packet.ConnectWithWill($"c{i}", $"will/{i}", "gone", properties: Packet.SessionExpiry(20), willProperties: [0x18, 0, 0, 0, 5]));
            await client.ReadAsync(2);
            await client.DropAsync();
        }

        var seen = new HashSet<string>();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 1000; i++) Assert.True(seen.Add((await watcher.ReadAsync(3)).Topic));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(20));
        await TestBroker.UntilAsync(() => broker.Server.Engine.Sessions.Count == 3);
        await watcher.ExpectNothingAsync();
        Assert.Equal(0, broker.Server.Engine.SessionWheel.Count);
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData("$SYS/broker/version")]
    [InlineData("$share/g/t")]
    public async Task R07_A_will_where_clients_do_not_publish_is_refused(string topic)
    {
        await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", topic, ""), 5, 0x90);
        await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", topic, "", 4), 4, 0x05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R08_A_client_that_takes_nothing_costs_a_bounded_queue_and_is_closed_after_a_minute(int qos)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxQueuedMessages = 50 });
        var bystander = await Bystander.JoinAsync(broker);
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var slow = broker.Open(buffer: 4096);
        await slow.SendAsync(Packet.ConnectWithWill("slow", "will", "stalled"));
        await slow.ReadAsync(2);
        await slow.SubscribeAsync("t", qos);
        var connection = broker.Server.Engine.Connections.All.Single(c => c.ClientId == "slow");
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 1000; i++) await publisher.SendAsync(Packet.Publish("t", new byte[10_000], qos, 1));
        await publisher.SendAsync(0xC0, 0x00);
        while ((await publisher.ReadAsync()).Type != 13) continue; // behind 1000 PUBACK, none of which had to wait

        Assert.InRange(connection.Session!.Sender.Queued, 0, 50);
        Assert.InRange(connection.Outbox.Length, 1, (1024 * 1024) + 11_000);
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        Assert.True((qos == 0 ? messages.QoS0 : messages.QoS1).Dropped[DropReason.QueueFull] > 500);
        await bystander.IsUnharmedAsync();

        await broker.AdvanceAsync(TimeSpan.FromSeconds(55));
        Assert.Null(connection.CloseRequest);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(6)); // and not when somebody happens to look
        Assert.Equal(0x97, (byte)connection.CloseRequest!.Code);
        Assert.Equal("stalled", (await watcher.ReadAsync(3)).Payload);
        await slow.EndedAsync();
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task R08_A_client_that_takes_a_little_now_and_then_is_slow_and_not_gone()
    {
        await using var broker = await TestBroker.StartAsync();
        var slow = broker.Open(buffer: 4096);
        await slow.SendAsync(Packet.Connect("slow"));
        await slow.ReadAsync(2);
        await slow.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 80; i++) await publisher.SendAsync(Packet.Publish("t", new byte[10_000]));
        await publisher.SendAsync(0xC0, 0x00);
        await publisher.ReadAsync(13);
        for (var i = 0; i < 80; i++)
        {
            Assert.Equal(10_000, (await slow.ReadAsync(3)).PayloadBytes.Length);
            await broker.AdvanceAsync(TimeSpan.FromSeconds(8)); // 1.25 KB/s
        }
    }

    [Fact]
    public async Task R09_The_queue_of_a_client_that_is_away_is_bounded_by_messages_and_the_newest_stay()
    {
        await using var broker = await TestBroker.StartAsync();
        var messages = await QueueAsync(broker, 3000, 10);
        Assert.Equal((1000, 2000), (messages.Queued, messages.Dropped));
    }

    [Fact]
    public async Task R09_The_queue_of_a_client_that_is_away_is_bounded_by_bytes()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxQueuedBytes = 100_000 });
        var messages = await QueueAsync(broker, 300, 1000);
        Assert.InRange(messages.Queued, 80, 100);
        Assert.Equal(300 - messages.Queued, messages.Dropped);
    }

    [Theory]
    [InlineData(4, 0x03)]
    [InlineData(5, 0x97)]
    public async Task R10_No_session_is_made_beyond_their_limit(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxSessions = 10 } });
        var bystander = await Bystander.JoinAsync(broker);
        for (var i = 0; i < 8; i++) await (await broker.ConnectAsync($"c{i}", version, clean: false, properties: Packet.SessionExpiry(uint.MaxValue))).DropAsync();
        for (var i = 0; i < 20; i++)
        {
            var client = broker.Open();
            client.Version = version;
            await client.SendAsync(Packet.Connect($"bomb{i}", version, clean: false));
            Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode);
            await client.ExpectClosedAsync();
        }

        Assert.Equal(10, broker.Server.Engine.Sessions.Count);
        Assert.True((await broker.ConnectAsync("c3", version, clean: false)).ConnAck.SessionPresent); // who has one may use it
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task R17_A_shared_group_loses_nothing_while_its_members_are_stuck()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 1 });
        var members = new List<RawClient>();
        for (var i = 0; i < 3; i++)
        {
            members.Add(await broker.ConnectAsync($"m{i}"));
            await members[i].SubscribeAsync("$share/g/t", 1);
        }

        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 60; i++) await publisher.PublishAsync("t", $"{i}", 1, 1);
        var first = new List<ReceivedPacket>();
        foreach (var member in members) first.Add(await member.ReadAsync(3)); // one each, and none is acknowledged
        foreach (var member in members) await member.ExpectNothingAsync();
        await members[0].DropAsync();
        await members[1].DisconnectAsync();

        // The last one wakes up: it gets what was its own, and what the others have left. 4.8.2
        var seen = new HashSet<string>();
        for (var message = first[2]; ; message = await members[2].ReadAsync(3))
        {
            seen.Add(message.Payload);
            await members[2].SendAsync(Packet.Ack(4, message.PacketId));
            if (seen.Count == 60) break;
        }

        await members[2].ExpectNothingAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.InflightCurrent);
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task<(long Queued, long Dropped)> QueueAsync(TestBroker broker, int count, int size)
    {
        var bystander = await Bystander.JoinAsync(broker);
        var away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        await away.SubscribeAsync("t", 1);
        await away.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < count; i++)
        {
            await publisher.PublishAsync("t", $"{i}".PadRight(size), 1, 1);
            await publisher.ReadAsync(4);
        }

        await bystander.IsUnharmedAsync();
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        for (var i = count - (int)messages.QueuedCurrent; i < count; i++)
        {
            var message = await away.ReadAsync(3);
            Assert.Equal($"{i}", message.Payload.TrimEnd()); // the newest, in order
            await away.SendAsync(Packet.Ack(4, message.PacketId));
        }

        return (messages.QueuedCurrent, messages.QoS1.Dropped[DropReason.QueueFull]);
    }
}
