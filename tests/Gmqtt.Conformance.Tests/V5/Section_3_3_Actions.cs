using Gmqtt.Broker;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.3.4 PUBLISH Actions.</summary>
public sealed class Section_3_3_Actions : BrokerTest
{
    [Fact]
    [Mqtt5("MQTT-3.3.4-1")]
    public async Task A_publish_is_answered_as_its_qos_demands()
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x");
        await client.ExpectNothingAsync();
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        await client.ExpectNothingAsync();
        await client.PublishAsync("t", "x", qos: 2, packetId: 2);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x02);
        await client.ExpectNothingAsync();
        await client.SendAsync(Packet.Ack(6, 2));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x02);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(DeliveryMode.OnlyOnce)]
    [InlineData(DeliveryMode.Overlap)]
    [Mqtt5("MQTT-3.3.4-2")]
    public async Task Overlapping_subscriptions_get_the_message_at_their_maximum_qos(DeliveryMode mode)
    {
        var broker = await StartAsync(mqtt => mqtt with { DeliveryMode = mode });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t/+", 0);
        await client.SubscribeAsync("t/a", 2);
        await client.SubscribeAsync("#", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS2Async("t/a", "x");
        var copies = new List<int>();
        for (var i = 0; i < (mode == DeliveryMode.OnlyOnce ? 1 : 3); i++) copies.Add((await client.ExpectPublishAsync("t/a", "x")).QoS);
        Assert.Equal(mode == DeliveryMode.OnlyOnce ? [2] : [0, 1, 2], copies.Order());
        await client.ExpectNothingAsync();

        // And not above that of the message.
        await publisher.PublishQoS1Async("t/a", "y");
        copies.Clear();
        for (var i = 0; i < (mode == DeliveryMode.OnlyOnce ? 1 : 3); i++) copies.Add((await client.ExpectPublishAsync("t/a", "y")).QoS);
        Assert.Equal(1, copies.Max());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Mqtt5("MQTT-3.3.4-3")]
    [Mqtt5("MQTT-3.3.4-4")]
    public async Task One_copy_for_overlapping_subscriptions_carries_all_their_identifiers(bool queued)
    {
        var broker = await StartAsync();
        var client = await SubscribeWithIdsAsync(broker);
        if (queued) await client.DropAsync();
        await (await broker.ConnectAsync("p")).PublishQoS1Async("t/a", "x");
        if (queued) client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.Equal([1, 2, 268_435_455], (await client.ExpectPublishAsync("t/a", "x")).SubscriptionIds.Order());
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Mqtt5("MQTT-3.3.4-3")]
    [Mqtt5("MQTT-3.3.4-5")]
    public async Task A_copy_for_each_subscription_carries_its_own_identifier(bool queued)
    {
        var broker = await StartAsync(mqtt => mqtt with { DeliveryMode = DeliveryMode.Overlap });
        var client = await SubscribeWithIdsAsync(broker);
        if (queued) await client.DropAsync();
        await (await broker.ConnectAsync("p")).PublishQoS1Async("t/a", "x");
        if (queued) client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        var copies = new List<string>();
        for (var i = 0; i < 4; i++) copies.Add(string.Join(',', (await client.ExpectPublishAsync("t/a", "x")).SubscriptionIds));
        Assert.Equal(["", "1", "2", "268435455"], copies.Order(StringComparer.Ordinal)); // one of the four has none
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-3")]
    public async Task A_retained_message_carries_the_identifier_of_the_subscription_that_asked_for_it()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "kept", retain: true);
        await client.SubscribeAsync("#", properties: [0x0B, 0x05]);
        Assert.Equal([5], (await client.ExpectPublishAsync("t", "kept")).SubscriptionIds);
        await client.SubscribeAsync("t", properties: [0x0B, 0x06]);
        Assert.Equal([6], (await client.ExpectPublishAsync("t", "kept")).SubscriptionIds);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-3")]
    public async Task A_subscription_that_is_replaced_has_its_new_identifier_or_none()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", properties: [0x0B, 0x05]);
        await client.SubscribeAsync("t", properties: [0x0B, 0x06]);
        await client.PublishAsync("t", "x");
        Assert.Equal([6], (await client.ExpectPublishAsync("t", "x")).SubscriptionIds);
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "y");
        Assert.Empty((await client.ExpectPublishAsync("t", "y")).SubscriptionIds);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-6")]
    public async Task A_subscription_identifier_from_a_publisher_closes_with_0x82()
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", properties: [0x0B, 0x01]);
        await client.ExpectDisconnectAsync(0x82);
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-7")]
    public async Task More_open_messages_than_the_receive_maximum_close_with_0x93()
    {
        var broker = await StartAsync(mqtt => mqtt with { ServerReceiveMaximum = 3 });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(3, client.ConnAck.Number(0x21));
        for (var id = 1; id <= 3; id++)
        {
            await client.PublishAsync("t", "x", qos: 2, packetId: id);
            await client.ReadAsync(5);
        }

        await client.PublishAsync("t", "x", qos: 2, packetId: 2, dup: true); // one of the three, again
        await client.ReadAsync(5);
        await client.PublishAsync("t", "x", qos: 1, packetId: 9); // answered before the next packet is read: never open
        await client.ReadAsync(4);
        await client.SendAsync(Packet.Ack(6, 1));
        await client.ReadAsync(7);
        await client.PublishAsync("t", "x", qos: 2, packetId: 4); // takes the place of 1
        await client.ReadAsync(5);
        await client.PublishAsync("t", "x", qos: 2, packetId: 5);
        await client.ExpectDisconnectAsync(0x93);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.4-9")]
    public async Task No_more_than_the_clients_receive_maximum_is_in_flight(int qos)
    {
        var broker = await StartAsync();
        var client = await WithWindowOf2Async(broker, qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishQoS2Async("t", $"{i}");
        var first = await client.ExpectPublishAsync("t", "1");
        var second = await client.ExpectPublishAsync("t", "2");
        await client.ExpectNothingAsync();

        // Each completion, in whatever order, lets one more come.
        await client.CompleteAsync(second);
        var third = await client.ExpectPublishAsync("t", "3");
        await client.ExpectNothingAsync();
        await client.CompleteAsync(first);
        var fourth = await client.ExpectPublishAsync("t", "4");
        await client.ExpectNothingAsync();
        await client.CompleteAsync(third);
        await client.ExpectPublishAsync("t", "5");
        await client.CompleteAsync(fourth);
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-9")]
    public async Task A_pubrec_frees_a_place_when_it_refuses_and_otherwise_the_pubcomp_does()
    {
        var broker = await StartAsync();
        var client = await WithWindowOf2Async(broker, 2);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishQoS2Async("t", $"{i}");
        var first = await client.ExpectPublishAsync("t", "1");
        var second = await client.ExpectPublishAsync("t", "2");

        await client.SendAsync(Packet.Ack(5, first.PacketId));
        await client.ReadAsync(6);
        await client.ExpectNothingAsync(); // received, but not complete
        await client.SendAsync(Packet.Ack(5, second.PacketId, 0x80));
        await client.ExpectPublishAsync("t", "3"); // no PUBREL: 2 is over
        await client.ExpectNothingAsync();
        await client.SendAsync(Packet.Ack(7, first.PacketId));
        await client.ExpectPublishAsync("t", "4");
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-9")]
    public async Task The_receive_maximum_holds_for_retained_queued_and_resent_messages()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishQoS1Async($"r/{i}", "kept", retain: true);
        byte[] properties = [.. Packet.SessionExpiry(60), 0x21, 0x00, 0x02];
        var client = await broker.ConnectAsync("c", properties: properties);
        await client.SubscribeAsync("r/+", 1);
        await client.ReadAsync(3);
        await client.ReadAsync(3);
        await client.ExpectNothingAsync();
        await client.DropAsync();
        await publisher.PublishQoS1Async("r/5", "queued");
        client = await broker.ConnectAsync("c", clean: false, properties: properties);
        Assert.True((await client.ReadAsync(3)).Dup);
        Assert.True((await client.ReadAsync(3)).Dup);
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-9")]
    public async Task Receive_maximum_counts_anew_on_each_connection()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: [.. Packet.SessionExpiry(60), 0x21, 0x00, 0x03]);
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishQoS1Async("t", $"{i}");
        for (var i = 1; i <= 3; i++) await client.ExpectPublishAsync("t", $"{i}");
        await client.DropAsync();

        // Three are in flight, the new connection takes one at a time.
        client = await broker.ConnectAsync("c", clean: false, properties: [.. Packet.SessionExpiry(60), 0x21, 0x00, 0x01]);
        for (var i = 1; i <= 4; i++)
        {
            var publish = await client.ExpectPublishAsync("t", $"{i}");
            Assert.Equal(i <= 3, publish.Dup);
            await client.ExpectNothingAsync();
            await client.CompleteAsync(publish);
        }

        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.4-10")]
    public async Task A_full_window_holds_back_nothing_but_qos_1_and_2()
    {
        var broker = await StartAsync();
        var client = await WithWindowOf2Async(broker, 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishQoS1Async("t", $"{i}");
        await client.ExpectPublishAsync("t", "1");
        await client.ExpectPublishAsync("t", "2");

        await client.SendHexAsync("C0 00");
        await client.ExpectAsync(0xD0, 0x00);
        Assert.Equal([0], (await client.SubscribeAsync("zero")).ReasonCodes);
        await publisher.PublishAsync("zero", "passes");
        await client.ExpectPublishAsync("zero", "passes");
        await publisher.PublishAsync("t", "passes too");
        await client.ExpectPublishAsync("t", "passes too");
        await client.PublishAsync("other", qos: 1, packetId: 8);
        await client.ReadAsync(4);
        await client.PublishAsync("other", qos: 2, packetId: 9);
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Ack(6, 9));
        await client.ReadAsync(7);
        await client.SendAsync(Packet.Unsubscribe(10, 5, "zero"));
        await client.ReadAsync(11);
        await client.ExpectNothingAsync();
    }

    private static async Task<RawClient> WithWindowOf2Async(TestBroker broker, int qos)
    {
        var client = await broker.ConnectAsync("c", properties: [0x21, 0x00, 0x02]); // Receive Maximum
        await client.SubscribeAsync("t", qos);
        return client;
    }

    // Three overlapping subscriptions with Subscription Identifiers (0x0B) and one without, of a session that stays.
    private static async Task<RawClient> SubscribeWithIdsAsync(TestBroker broker)
    {
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t/a", 1, properties: [0x0B, 0x01]);
        await client.SubscribeAsync("t/+", 1, properties: [0x0B, 0x02]);
        await client.SubscribeAsync("#", 1, properties: [0x0B, 0xFF, 0xFF, 0xFF, 0x7F]);
        await client.SubscribeAsync("+/a", 1);
        return client;
    }
}
