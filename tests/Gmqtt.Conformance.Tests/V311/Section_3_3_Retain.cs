using Gmqtt.Conformance.Tests.V5;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.3.1.3 RETAIN.</summary>
public sealed class Section_3_3_Retain : BrokerTest
{
    [Theory]
    [InlineData(3, 2, 2, 2)]
    [InlineData(4, 2, 2, 2)]
    [InlineData(4, 2, 1, 1)]
    [InlineData(4, 1, 2, 1)]
    [InlineData(4, 1, 0, 0)]
    [InlineData(4, 0, 2, 0)]
    [Mqtt311("MQTT-3.3.1-5")]
    [Mqtt311("MQTT-3.3.1-8")]
    public async Task A_retained_message_is_stored_with_its_qos_and_sent_to_new_subscribers_with_retain_1(
        int version, int published, int subscribed, int delivered)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "old", 1, 1, retain: true);
        await publisher.PublishFullyAsync("a", "kept", published, 1, retain: true);
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a", subscribed);
        var retained = await client.TakeAsync();
        Assert.Equal(("a", "kept", delivered, true, false), (retained.Topic, retained.Payload, retained.QoS, retained.Retain, retained.Dup));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.1-6")]
    [Mqtt311("MQTT-3.3.1-8")]
    public async Task A_new_subscription_gets_the_last_retained_message_of_every_topic_it_matches(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        foreach (var topic in new[] { "a", "a/1", "a/2", "a/1/x", "b/1" })
        {
            await publisher.PublishFullyAsync(topic, "old", 1, 1, retain: true);
            await publisher.PublishFullyAsync(topic, topic, 1, 1, retain: true);
        }

        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a/#", 1);
        var got = await client.ReadPublishesAsync(4);
        Assert.Equal(["a", "a/1", "a/1/x", "a/2"], got.Select(p => p.Topic).Order(StringComparer.Ordinal));
        Assert.All(got, p => Assert.Equal((p.Topic, true), (p.Payload, p.Retain)));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.1-7")]
    public async Task A_retained_message_of_qos_0_discards_the_former_one(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "A", 2, 1, retain: true);
        await publisher.PublishFullyAsync("a", "B", 0, retain: true);
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a", 2);
        var retained = await client.ExpectPublishAsync("a", "B"); // this broker stores the new one
        Assert.Equal((0, true), (retained.QoS, retained.Retain));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-3.3.1-9")]
    public async Task Established_subscriptions_get_retain_0_whatever_the_publisher_set(int version, int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ReturnAsync("c", version);
        await client.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "live", qos, 1, retain: true);
        Assert.False((await client.TakeAsync()).Retain);
        await client.DropAsync();
        await publisher.PublishFullyAsync("a", "queued", qos, 1, retain: true);
        client = await broker.ReturnAsync("c", version);
        var queued = await client.TakeAsync();
        Assert.Equal(("queued", false), (queued.Payload, queued.Retain));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-3.3.1-10")]
    [Mqtt311("MQTT-3.3.1-11")]
    public async Task An_empty_retained_message_is_delivered_and_deletes_what_was_retained(int version, int qos)
    {
        var broker = await StartAsync();
        var live = await broker.ConnectAsync("live", version);
        await live.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "kept", qos, 1, retain: true);
        await publisher.PublishFullyAsync("a", "", qos, 2, retain: true);
        var got = await live.ReceiveAsync(2);
        Assert.Equal("kept", got[0].Payload);
        var empty = got[1];
        Assert.Equal(("a", "", qos, false), (empty.Topic, empty.Payload, empty.QoS, empty.Retain));
        var later = await broker.ConnectAsync("later", version);
        await later.SubscribeAsync("#", 2);
        await later.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.1-11")]
    public async Task An_empty_retained_message_is_not_stored_where_none_was(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "", 1, 1, retain: true);
        var later = await broker.ConnectAsync("later", version);
        await later.SubscribeAsync("#", 2);
        await later.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.1-12")]
    public async Task A_message_without_retain_neither_stores_nor_replaces_nor_removes(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "kept", 1, 1, retain: true);
        await publisher.PublishFullyAsync("a", "plain", 1, 2);
        await publisher.PublishFullyAsync("a", "", 1, 3);
        await publisher.PublishFullyAsync("b", "plain", 1, 4);
        var later = await broker.ConnectAsync("later", version);
        await later.SubscribeAsync("#", 1);
        await later.ExpectPublishAsync("a", "kept");
        await later.ExpectNothingAsync();
    }
}
