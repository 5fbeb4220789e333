using Gmqtt.Broker;
using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.6 PUBREL, 3.8 SUBSCRIBE and 3.9 SUBACK.</summary>
public sealed class Section_3_6_to_3_9 : BrokerTest
{
    public static TheoryData<int, string> IllFormedFilters => Exchanges.Both(
        "82 08 0001 0003 ED A0 80 00", // a surrogate
        "82 07 0001 0002 61 C3 00", // cut short
        "82 09 0001 0001 61 00 0001 FF 00"); // the second filter only

    public static TheoryData<int, string> BadRequests => Exchanges.Both(
        "82 06 0001 0001 61 03", // QoS 3
        "82 0A 0001 0001 61 00 0001 62 03", // of the second filter
        "82 05 0001 0001 61"); // no QoS at all

    [Theory]
    [InlineData("60")]
    [InlineData("61")]
    [InlineData("63")]
    [InlineData("66")]
    [InlineData("6A")]
    [Mqtt311("MQTT-3.6.1-1")]
    public async Task Pubrel_with_flags_other_than_0010_closes_the_connection(string firstByte)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.PublishAsync("a", "x", qos: 2, packetId: 1);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x01);
        await client.SendHexAsync(firstByte + "02 0001");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("80")]
    [InlineData("81")]
    [InlineData("83")]
    [InlineData("8A")]
    [Mqtt311("MQTT-3.8.1-1")]
    public async Task Subscribe_with_flags_other_than_0010_closes_the_connection(string firstByte)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SendHexAsync(firstByte + "06 0001 0001 61 00");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [MemberData(nameof(IllFormedFilters))]
    [Mqtt311("MQTT-3.8.3-1")]
    public async Task A_filter_that_is_not_utf8_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a/+/b")]
    [InlineData("a/#")]
    [Mqtt311("MQTT-3.8.3-2")]
    public async Task Filters_with_wildcards_are_refused_where_they_are_switched_off(string filter)
    {
        var broker = await StartAsync(mqtt => mqtt with { WildcardSubscriptionAvailable = false });
        var client = await broker.ConnectAsync("c", 4);
        await client.SendAsync(Packet.Subscribe(1, 4, [], (filter, 0), ("plain", 1)));
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x80, 0x01);
        await client.PublishAsync("a/x/b", "x");
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.3-3")]
    public async Task Subscribe_without_a_filter_closes_the_connection(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync("82 02 0001");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    [Mqtt311("MQTT-3-8.3-4")]
    public async Task A_requested_qos_of_3_or_none_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("04")] // No Local in MQTT 5.0
    [InlineData("08")] // Retain As Published in MQTT 5.0
    [InlineData("11")] // Retain Handling in MQTT 5.0
    [InlineData("20")]
    [InlineData("40")]
    [InlineData("80")]
    [InlineData("FF")]
    [Mqtt311("MQTT-3-8.3-4")]
    public async Task Reserved_bits_of_the_requested_qos_close_the_connection(string qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SendHexAsync("82 06 0001 0001 61" + qos);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3, "0001")]
    [InlineData(4, "0001")]
    [InlineData(4, "8000")]
    [InlineData(4, "FFFF")]
    [Mqtt311("MQTT-3.8.4-1")]
    [Mqtt311("MQTT-3.8.4-2")]
    public async Task Subscribe_is_answered_by_a_suback_with_its_identifier(int version, string packetId)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync("82 06" + packetId + "0001 61 02");
        await client.ExpectAsync(Steps.Hex("90 03" + packetId + "02"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.4-3")]
    public async Task The_same_filter_again_replaces_the_subscription_and_sends_what_is_retained_again(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a/1", "kept", 2, 1, retain: true);
        var client = await broker.ConnectAsync("c", version);
        foreach (var qos in new[] { 2, 0, 1 })
        {
            Assert.Equal([(byte)qos], (await client.SubscribeAsync("a/+", qos)).ReasonCodes);
            var retained = await client.TakeAsync();
            Assert.Equal(("kept", true, qos), (retained.Payload, retained.Retain, retained.QoS));
            await publisher.PublishFullyAsync("a/2", "live", 2, 2);
            Assert.Equal(qos, (await client.TakeAsync()).QoS);
            await client.ExpectNothingAsync(); // one copy: there is one subscription
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.4-3")]
    public async Task Replacing_a_subscription_does_not_interrupt_the_flow_of_messages(int version)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos: 2, count: 2);
        await subscriber.SubscribeAsync("a", 1, packetId: 9);
        foreach (var publish in open) await subscriber.AcknowledgeAsync(publish); // as QoS 2, to the end
        var publisher = await broker.ConnectAsync("p2", version);
        await publisher.PublishFullyAsync("a", "3", 2, 1);
        var next = await subscriber.TakeAsync();
        Assert.Equal(("3", 1), (next.Payload, next.QoS));
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.4-4")]
    [Mqtt311("MQTT-3.8.4-5")]
    [Mqtt311("MQTT-3.9.3-1")]
    public async Task Many_filters_are_handled_in_sequence_with_one_suback_and_one_code_each(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        // "a" QoS 2 | "b" QoS 0 | "c" QoS 1 | "a" again, QoS 0: the last one counts
        await client.SendHexAsync("82 12 0005 0001 61 02 0001 62 00 0001 63 01 0001 61 00");
        await client.ExpectAsync(0x90, 0x06, 0x00, 0x05, 0x02, 0x00, 0x01, 0x00);
        await client.ExpectNothingAsync();
        var publisher = await broker.ConnectAsync("p", version);
        foreach (var topic in new[] { "a", "b", "c" }) await publisher.PublishFullyAsync(topic, topic, 2, 1);
        for (var i = 0; i < 3; i++)
        {
            var publish = await client.TakeAsync();
            Assert.Equal(publish.Topic == "c" ? 1 : 0, publish.QoS);
        }

        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.4-6")]
    public async Task Delivery_is_at_the_lower_of_the_published_and_the_granted_qos(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        var client = await broker.ConnectAsync("c", version);
        for (var granted = 0; granted <= 2; granted++)
        {
            Assert.Equal([(byte)granted], (await client.SubscribeAsync("a", granted)).ReasonCodes);
            for (var published = 0; published <= 2; published++)
            {
                await publisher.PublishFullyAsync("a", "x", published, 1);
                Assert.Equal(Math.Min(published, granted), (await client.TakeAsync()).QoS);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.8.4-6")]
    public async Task A_plugin_may_grant_less_than_was_asked_for(int version)
    {
        var broker = await StartAsync(OnSubscribe(request => request.GrantQoS("a", QoS.AtLeastOnce)));
        var client = await broker.ConnectAsync("c", version);
        Assert.Equal([0x01], (await client.SubscribeAsync("a", 2)).ReasonCodes);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "x", 2, 1);
        Assert.Equal(1, (await client.TakeAsync()).QoS);
    }

    [Theory]
    [InlineData(3, ReasonCode.NotAuthorized)]
    [InlineData(4, ReasonCode.NotAuthorized)]
    [InlineData(4, ReasonCode.TopicFilterInvalid)]
    [InlineData(4, ReasonCode.QuotaExceeded)]
    [Mqtt311("MQTT-3.8.4-5")]
    [Mqtt311("MQTT-3.9.3-1")]
    [Mqtt311("MQTT-3.9.3-2")]
    public async Task A_filter_that_is_denied_gets_0x80_in_its_place_whatever_the_reason(int version, ReasonCode reason)
    {
        var broker = await StartAsync(OnSubscribe(request => request.Reject("no", reason)));
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("a", 2), ("no", 1), ("b", 0), ("c", 1)));
        await client.ExpectAsync(0x90, 0x06, 0x00, 0x01, 0x02, 0x80, 0x00, 0x01);
        await client.PublishAsync("no", "x");
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt311("MQTT-3.9.3-2")]
    public async Task One_subscription_too_many_gets_0x80()
    {
        var broker = await StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxSubscriptionsPerClient = 1 } });
        var client = await broker.ConnectAsync("c", 4);
        await client.SendAsync(Packet.Subscribe(1, 4, [], ("a", 2), ("b", 1)));
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x02, 0x80);
    }

    private static HookWrapper OnSubscribe(Action<SubscribeRequest> act) => new()
    {
        OnSubscribe = _ => (_, request, _) =>
        {
            act(request);
            return default;
        },
    };
}
