using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.3.1.3 RETAIN.</summary>
public sealed class Section_3_3_Retain : BrokerTest
{
    // Options of a subscription: Retain As Published is bit 3, Retain Handling bits 4 and 5.
    private const int RetainAsPublished = 0x08;
    private const int SendIfNew = 0x10;
    private const int DoNotSend = 0x20;

    [Fact]
    [Mqtt5("MQTT-3.3.1-5")]
    public async Task The_last_retained_message_takes_the_place_of_the_former_with_its_qos_and_properties()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("t", "old", retain: true, properties: Packet.UserProperty("of", "old"));
        await publisher.PublishQoS2Async("t", "new", retain: true, properties: [0x01, 0x01, 0x03, .. Packet.Utf8("text/plain")]);
        await publisher.PublishAsync("t/below", "other", retain: true);

        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        var retained = await client.ExpectPublishAsync("t", "new");
        Assert.Equal((2, true, false), (retained.QoS, retained.Retain, retained.Dup));
        Assert.Equal((1, "text/plain", 0), (retained.Number(0x01), retained.Text(0x03), retained.UserProperties.Count));
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-5")]
    public async Task A_retained_message_is_kept_when_its_publisher_has_left_and_whoever_receives_it()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        await publisher.DropAsync();
        for (var i = 0; i < 3; i++)
        {
            var client = await broker.ConnectAsync($"c{i}");
            await client.SubscribeAsync("+");
            await client.ExpectPublishAsync("t", "kept");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.1-6")]
    [Mqtt5("MQTT-3.3.1-7")]
    public async Task An_empty_retained_message_is_delivered_and_removes_the_retained_one(int qos)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        var live = await broker.ConnectAsync("live");
        await live.SubscribeAsync("t", qos);
        await publisher.PublishAsync("t", "kept", retain: true);
        await live.ExpectPublishAsync("t", "kept");

        await publisher.PublishAsync("t", "", qos, packetId: 1, retain: true);
        Assert.Equal(qos, (await live.ExpectPublishAsync("t", "")).QoS);
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync("t");
        await later.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-7")]
    public async Task An_empty_retained_message_is_not_stored_where_none_was()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        // Not empty on the wire: it has properties. Its payload is.
        await publisher.PublishAsync("t", "", retain: true, properties: Packet.UserProperty("k", "v"));
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync("#");
        await later.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-8")]
    public async Task A_message_without_retain_neither_stores_nor_removes()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        await publisher.PublishAsync("t", "plain");
        await publisher.PublishAsync("t", "");
        await publisher.PublishAsync("u", "plain");
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync("#");
        await later.ExpectPublishAsync("t", "kept");
        await later.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-9")]
    public async Task Retain_handling_0_sends_what_is_retained_with_every_subscribe()
    {
        var broker = await StartAsync();
        var client = await PrepareAsync(broker);
        for (var i = 0; i < 3; i++)
        {
            await client.SubscribeAsync("r/+");
            Assert.True((await client.ExpectPublishAsync("r/t", "kept")).Retain);
            await client.ExpectNothingAsync();
        }
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-10")]
    public async Task Retain_handling_1_sends_what_is_retained_only_with_a_new_subscription()
    {
        var broker = await StartAsync();
        var client = await PrepareAsync(broker);
        await client.SubscribeAsync("r/+", SendIfNew);
        Assert.True((await client.ExpectPublishAsync("r/t", "kept")).Retain);
        await client.SubscribeAsync("r/+", SendIfNew);
        await client.ExpectNothingAsync();
        await client.SubscribeAsync("r/#", SendIfNew); // another filter is another subscription
        await client.ExpectPublishAsync("r/t", "kept");
        await client.SendAsync(Packet.Unsubscribe(2, 5, "r/+"));
        await client.ReadAsync(11);
        await client.SubscribeAsync("r/+", SendIfNew); // and so is one that was removed
        await client.ExpectPublishAsync("r/t", "kept");
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-10")]
    public async Task Retain_handling_1_knows_the_subscriptions_of_a_resumed_session()
    {
        var broker = await StartAsync();
        await PrepareAsync(broker);
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("r/+", SendIfNew);
        await client.ExpectPublishAsync("r/t", "kept");
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("r/+", SendIfNew);
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-11")]
    public async Task Retain_handling_2_sends_nothing_that_is_retained()
    {
        var broker = await StartAsync();
        var client = await PrepareAsync(broker);
        await client.SubscribeAsync("r/+", DoNotSend);
        await client.ExpectNothingAsync();
        await client.PublishAsync("r/t", "live", retain: true);
        await client.ExpectPublishAsync("r/t", "live");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.1-12")]
    [Mqtt5("MQTT-3.3.1-13")]
    public async Task Retain_is_forwarded_as_published_exactly_where_the_subscription_says_so(int qos)
    {
        var broker = await StartAsync();
        var plain = await broker.ConnectAsync("plain");
        await plain.SubscribeAsync("t", qos);
        var asPublished = await broker.ConnectAsync("as-published");
        await asPublished.SubscribeAsync("t", qos | RetainAsPublished);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "with", qos, packetId: 1, retain: true);
        Assert.False((await plain.ExpectPublishAsync("t", "with")).Retain);
        Assert.True((await asPublished.ExpectPublishAsync("t", "with")).Retain);
        await publisher.PublishAsync("t", "without", qos, packetId: 2);
        Assert.False((await plain.ExpectPublishAsync("t", "without")).Retain);
        Assert.False((await asPublished.ExpectPublishAsync("t", "without")).Retain);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-12")]
    [Mqtt5("MQTT-3.3.1-13")]
    public async Task Retain_as_published_holds_for_messages_that_wait_in_the_session()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("plain", 1);
        await client.SubscribeAsync("as-published", 1 | RetainAsPublished);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("plain", "x", retain: true);
        await publisher.PublishQoS1Async("as-published", "x", retain: true);
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.False((await client.ExpectPublishAsync("plain", "x")).Retain);
        Assert.True((await client.ExpectPublishAsync("as-published", "x")).Retain);
    }

    /// <summary>A client; "kept" is retained on "r/t".</summary>
    private static async Task<RawClient> PrepareAsync(TestBroker broker)
    {
        var client = await broker.ConnectAsync("client");
        await client.PublishQoS1Async("r/t", "kept", retain: true);
        return client;
    }
}
