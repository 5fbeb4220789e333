using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>R01 to R03 and R05: subscriptions as a weapon.</summary>
public sealed class SubscriptionBombTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task R01_A_SUBSCRIBE_with_more_than_256_filters_is_refused_as_a_whole(int version)
    {
        var filters = Enumerable.Range(0, 257).Select(i => ($"f/{i}", 0)).ToArray();
        await using var broker = await TestBroker.StartAsync();
        await Refusal.OfConnectedAsync(broker, version, Packet.Subscribe(1, version, [], filters), 0x97);
        await Refusal.OfConnectedAsync(version, Packet.Unsubscribe(1, version, [.. filters.Select(f => f.Item1)]), 0x97);
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], filters[..256]));
        Assert.All((await client.ReadAsync(9)).ReasonCodes, code => Assert.Equal(0, code));
    }

    [Fact]
    public async Task R01_A_SUBSCRIBE_of_25000_filters_is_refused_by_their_number_and_a_larger_one_by_its_size()
    {
        byte[] filters = [.. Enumerable.Repeat<byte[]>([0, 1, 0x61, 0], 24_900).SelectMany(f => f)];
        await Refusal.OfConnectedAsync(5, Packet.Of(0x82, Packet.U16(1), [0], filters), 0x97);
        await Refusal.OfConnectedAsync(5, Packet.Of(0x82, Packet.U16(1), [0], filters, filters), 0x95);
    }

    [Theory]
    [InlineData(4, 0x80)]
    [InlineData(5, 0x97)]
    public async Task R01_The_subscriptions_of_a_client_are_bounded_and_leave_nothing(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", version);
        for (var i = 0; i < 1000; i += 100)
        {
            await client.SendAsync(Packet.Subscribe(1, version, [], [.. Enumerable.Range(i, 100).Select(n => ($"+/{n}/#", 0))]));
            Assert.All((await client.ReadAsync(9)).ReasonCodes, c => Assert.Equal(0, c));
        }

        Assert.Equal([code], (await client.SubscribeAsync("one/more")).ReasonCodes);
        Assert.Equal([0x00], (await client.SubscribeAsync("+/5/#")).ReasonCodes); // it has this one
        await client.DisconnectAsync();
        Assert.True(broker.Server.Engine.Subscriptions.Root.IsEmpty);
        Assert.Equal(0, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent);
    }

    [Theory]
    [InlineData("a/b/c/d/e/f/g/h", "$share/g/a/b/c/d/e/f/g/h")]
    [InlineData("+/+/+/+/#", "$share/g/+/+/#")]
    public async Task R02_Subscribing_and_unsubscribing_a_hundred_thousand_times_leaves_no_node(string plain, string shared)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", 4);
        var other = await broker.ConnectAsync("other", 4);
        byte[] round = [.. Packet.Subscribe(1, 4, [], (plain, 0), (shared, 1)), .. Packet.Unsubscribe(2, 4, plain, shared)];
        byte[] answer = [0x90, 0x04, 0x00, 0x01, 0x00, 0x01, 0xB0, 0x02, 0x00, 0x02];
        byte[] rounds = [.. Enumerable.Repeat(round, 100).SelectMany(r => r)];
        byte[] answers = [.. Enumerable.Repeat(answer, 100).SelectMany(r => r)];
        for (var i = 0; i < 500; i++)
        {
            foreach (var one in new[] { client, other })
            {
                await one.SendAsync(rounds);
                await one.ExpectAsync(answers);
            }
        }

        await bystander.IsUnharmedAsync();
        await client.DisconnectAsync();
        await other.DisconnectAsync();
        Assert.Equal(1, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent); // the bystander's
        Assert.Single(broker.Server.Engine.Subscriptions.Root.Below);
    }

    [Fact]
    public async Task R03_A_topic_that_a_thousand_filters_of_a_client_match_is_delivered_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c");
        for (var half = 0; half < 4; half++)
        {
            // Every way to write a level or "+" for each of the ten levels of the topic.
            var filters = Enumerable.Range(half * 250, 250).Select(bits => string.Join('/', Enumerable.Range(0, 10).Select(level => ((bits >> level) & 1) == 0 ? "l" : "+")));
            await client.SendAsync(Packet.Subscribe(1, 5, [], [.. filters.Select(f => (f, 1))]));
            await client.ReadAsync(9);
        }

        var topic = string.Join('/', Enumerable.Repeat("l", 10));
        for (var i = 0; i < 20; i++)
        {
            await client.PublishAsync(topic, $"{i}");
            Assert.Equal($"{i}", (await client.ReadAsync(3)).Payload);
        }

        await client.ExpectNothingAsync(); // [MQTT-3.3.4-2]
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R05_Retained_messages_wait_for_the_client_that_asked_and_never_fill_its_queue(int qos)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxQueuedMessages = 20 });
        var bystander = await Bystander.JoinAsync(broker);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 1000; i++) await publisher.SendAsync(Packet.Publish($"r/{i}", new byte[5000], qos, 1, retain: true));
        var client = await broker.ConnectAsync("c", buffer: 16 * 1024);
        var connection = broker.Server.Engine.Connections.All.Single(c => c.ClientId == "c");
        for (var i = 0; i < 20; i++) await client.SendAsync(Packet.Subscribe(1, 5, [], [.. Enumerable.Repeat(("r/#", qos), 256)])); // 5120 replays asked for
        Assert.Equal(0, connection.Session!.Sender.Queued);
        Assert.InRange(connection.Outbox.Length, 0, (1024 * 1024) + 6000);
        await bystander.IsUnharmedAsync();

        var complete = new HashSet<string>();
        while (complete.Count < 1000)
        {
            var packet = await client.ReadAsync();
            if (packet.Type != 3) continue;
            complete.Add(packet.Topic); // none is ever left out
            if (qos > 0) await client.SendAsync(Packet.Ack(4, packet.PacketId));
        }

        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.QoS0.Dropped[Gmqtt.Hooks.DropReason.QueueFull]);
        await bystander.IsUnharmedAsync();
    }
}
