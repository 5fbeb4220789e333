using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>The rest of section 7: what gmqtt did at a DISCONNECT, with queues, aliases and delivery modes.</summary>
public sealed class BehaviourTests
{
    [Fact]
    public async Task A_DISCONNECT_may_shorten_the_session_and_is_capped_by_the_configuration()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { SessionExpiry = TimeSpan.FromSeconds(100) });
        foreach (var (asked, granted) in new (uint, int)[] { (5, 5), (1_000_000, 100), (uint.MaxValue, 100) })
        {
            var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(50));
            await client.DisconnectAsync(properties: Packet.SessionExpiry(asked));
            Assert.Equal(TimeSpan.FromSeconds(granted), broker.Services.ClientService.GetSession("c")!.SessionExpiry);
        }

        var last = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(50));
        await last.DisconnectAsync(properties: Packet.SessionExpiry(0));
        Assert.Null(broker.Services.ClientService.GetSession("c"));
    }

    [Fact]
    public async Task A_DISCONNECT_cannot_give_a_life_to_a_session_that_had_none()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Disconnect(5, 0, Packet.SessionExpiry(10)));
        await client.ExpectDisconnectAsync(0x82); // 3.14.2.2.2; gmqtt found the error and dropped it
    }

    [Theory]
    [InlineData(false, 1)] // both count as QoS 0 for this subscriber
    [InlineData(true, 2)]
    public async Task Without_queued_QoS_0_a_QoS_1_message_for_a_QoS_0_subscription_is_not_queued_either(bool queue, int expected)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { QueueQoS0Messages = queue });
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("zero", 0, packetId: 1);
        await subscriber.SubscribeAsync("one", 1, packetId: 2);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("zero", "x", qos: 1, packetId: 1);
        await publisher.ReadAsync(4);
        await publisher.PublishAsync("one", "x", qos: 1, packetId: 2);
        await publisher.ReadAsync(4);
        Assert.Equal(expected, broker.Services.ClientService.GetSession("s")!.QueuedMessages);
    }

    [Fact]
    public async Task Outbound_aliases_replace_the_topic_and_the_oldest_is_given_anew()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: [0x22, 0x00, 0x02]); // Topic Alias Maximum 2
        await subscriber.SubscribeAsync("#");
        var publisher = await broker.ConnectAsync("p");
        foreach (var topic in new[] { "a", "b", "a", "c", "a" }) await publisher.PublishAsync(topic, "x");
        var got = new List<(string, long?)>();
        for (var i = 0; i < 5; i++) got.Add(await subscriber.ReadAsync(3) is var p ? (p.Topic, p.Number(0x23)) : default);
        Assert.Equal([("a", 1), ("b", 2), ("", 1), ("c", 1), ("a", 2)], got);
    }

    [Theory]
    [InlineData(DeliveryMode.OnlyOnce, new[] { "2: 1 2" })]
    [InlineData(DeliveryMode.Overlap, new[] { "1: 1", "2: 2" })]
    public async Task Overlapping_subscriptions_deliver_as_the_mode_says(DeliveryMode mode, string[] expected)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { DeliveryMode = mode });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/#", 1, properties: [0x0B, 0x01]);
        await client.SubscribeAsync("a/+", 2, properties: [0x0B, 0x02]);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("a/b", "x", qos: 2, packetId: 1);
        var got = new List<string>();
        for (var i = 0; i < expected.Length; i++) got.Add(await client.ReadAsync(3) is var p ? $"{p.QoS}: {string.Join(' ', p.SubscriptionIds.Order())}" : "");
        await client.ExpectNothingAsync();
        Assert.Equal(expected, got.Order());
    }

    [Fact]
    public async Task A_client_does_not_get_its_own_will_through_a_subscription_with_No_Local()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "own", clean: false, qos: 1, properties: Packet.SessionExpiry(600)));
        await client.ReadAsync(2);
        await client.SubscribeAsync("will", 0x05); // QoS 1, No Local
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.ExpectNothingAsync(); // [MQTT-3.8.3-3]
    }
}
