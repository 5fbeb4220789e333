using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.3 PUBLISH: DUP, QoS, topic name, response and actions.</summary>
public sealed class Section_3_3 : BrokerTest
{
    public static TheoryData<int, string> BadHeaders => Exchanges.Both(
        "36 05 0001 61 0001", // QoS 3
        "3E 05 0001 61 0001", // QoS 3 with DUP
        "37 05 0001 61 0001"); // QoS 3 with RETAIN

    public static TheoryData<int, string> BadTopics => Exchanges.Both(
        "30 00", // nothing
        "30 01 00", // half a length
        "30 02 0001", // no character of one
        "30 03 0002 61", // one of two
        "32 04 0001 61 00"); // half an identifier

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-3.3.1-1")]
    [Mqtt311("MQTT-4.3.2-1")]
    public async Task A_publish_that_is_sent_again_has_dup_1(int version, int qos)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos);
        Assert.False(open[0].Dup);
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        // PUBLISH with DUP | "a" | the same Packet Identifier | "1"
        await subscriber.ExpectAsync((byte)(0x38 | (qos << 1)), 0x06, 0x00, 0x01, (byte)'a', 0x00, (byte)open[0].PacketId, (byte)'1');
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt311("MQTT-3.3.1-2")]
    [Mqtt311("MQTT-4.3.1-1")]
    public async Task Dup_with_qos_0_closes_the_connection()
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SendHexAsync("38 04 0001 61 78");
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.1-2")]
    [Mqtt311("MQTT-4.3.1-1")]
    public async Task The_broker_sends_qos_0_with_dup_0_also_to_who_was_away(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ReturnAsync("c", version);
        await client.SubscribeAsync("a", 0);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishAsync("a", "1", qos: 1, packetId: 1, dup: true);
        await client.ExpectAsync(0x30, 0x04, 0x00, 0x01, (byte)'a', (byte)'1');
        await client.DropAsync();
        await publisher.PublishAsync("a", "2", qos: 1, packetId: 2, dup: true);
        await publisher.ReadAsync(4);
        client = await broker.ReturnAsync("c", version);
        await client.ExpectAsync(0x30, 0x04, 0x00, 0x01, (byte)'a', (byte)'2');
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-3.3.1-3")]
    public async Task The_publishers_dup_is_not_passed_on(int version, int qos)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s", version);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishAsync("a", "1", qos, packetId: 1, dup: true);
        var publish = await subscriber.ExpectPublishAsync("a", "1");
        Assert.Equal((qos, false), (publish.QoS, publish.Dup));
    }

    [Theory]
    [MemberData(nameof(BadHeaders))]
    [Mqtt311("MQTT-3.3.1-4")]
    public async Task Qos_3_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [MemberData(nameof(BadTopics))]
    [Mqtt311("MQTT-3.3.2-1")]
    public async Task A_publish_without_a_whole_topic_name_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("a/+")]
    [InlineData("a/#")]
    [InlineData("a+")]
    [InlineData("a#b")]
    [Mqtt311("MQTT-3.3.2-2")]
    [Mqtt311("MQTT-4.7.1-1")]
    public async Task A_wildcard_in_a_topic_name_closes_the_connection(string topic)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync();
        for (var qos = 0; qos <= 2; qos++)
        {
            var client = await broker.ConnectAsync("c", 4);
            await client.PublishAsync(topic, "x", qos, packetId: 1);
            await client.ExpectClosedAsync();
        }

        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("+/b", "/b", true)]
    [InlineData("+", "/a", false)]
    [InlineData("/+", "/a", true)]
    [InlineData("+/+", "/a", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "/", true)]
    [InlineData("a/+/c/#", "a/b/c", true)]
    [InlineData("a/+/c/#", "a/b/d", false)]
    [Mqtt311("MQTT-3.3.2-3")]
    public async Task The_topic_name_that_is_delivered_matches_the_filter(string filter, string topic, bool matches)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SubscribeAsync(filter);
        await client.PublishAsync(topic, "x");
        if (matches) await client.ExpectPublishAsync(topic, "x");
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.4-1")]
    [Mqtt311("MQTT-4.3.2-2")]
    [Mqtt311("MQTT-4.3.3-2")]
    public async Task The_response_is_nothing_puback_or_pubrec(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.PublishAsync("a", "x");
        await client.ExpectNothingAsync();
        await client.PublishAsync("a", "x", qos: 1, packetId: 0x1234);
        await client.ExpectAsync(0x40, 0x02, 0x12, 0x34);
        await client.PublishAsync("a", "x", qos: 2, packetId: 0x1234);
        await client.ExpectAsync(0x50, 0x02, 0x12, 0x34);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 0, 2)]
    [InlineData(4, 0, 2)]
    [InlineData(4, 2, 0)]
    [InlineData(4, 1, 2)]
    [InlineData(4, 1, 0)]
    [Mqtt311("MQTT-3.3.5-1")]
    public async Task Overlapping_subscriptions_deliver_at_the_highest_of_their_qos(int version, int exact, int wildcard)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a/b", exact, packetId: 1);
        await client.SubscribeAsync("a/+", wildcard, packetId: 2);
        await client.SubscribeAsync("#", 0, packetId: 3);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a/b", "x", 2, 1);
        Assert.Equal(Math.Max(exact, wildcard), (await client.TakeAsync()).QoS);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.3.5-2")]
    public async Task A_publish_that_is_not_authorised_is_acknowledged_as_usual_and_not_delivered(int version)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnMsgArrived = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.NotAuthorized);
                return default;
            },
        });
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        for (var qos = 0; qos <= 2; qos++) await client.PublishFullyAsync("secret", "x", qos, packetId: 7, retain: true);
        await client.ExpectNothingAsync();
        await watcher.ExpectNothingAsync();
        await watcher.SubscribeAsync("secret");
        await watcher.ExpectNothingAsync();
    }
}
