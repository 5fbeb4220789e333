using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>SUBSCRIBE: what the server does with it.</summary>
public sealed class Section_3_8_4
{
    [Theory]
    [Mqtt5("MQTT-3.8.4-1")]
    [Mqtt5("MQTT-3.8.4-2")]
    [InlineData("0001")]
    [InlineData("0100")]
    [InlineData("FFFF")]
    public async Task SUBACK_answers_SUBSCRIBE_with_its_packet_identifier(string packetId)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // no properties, filter "a", QoS 1
        await client.SendHexAsync("82 07" + packetId + "00 0001 61 01");
        // SUBACK: Packet Identifier, no properties, Granted QoS 1
        await client.ExpectAsync(Convert.FromHexString("9004" + packetId + "0001"));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-1")]
    public async Task SUBACK_answers_also_when_every_filter_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, OnSubscribe(r => r.RejectAll(ReasonCode.NotAuthorized)));
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("82 07 0005 00 0001 61 01");
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x05, 0x00, 0x87);
        await client.PublishAsync("a", "1");
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-3")]
    public async Task An_identical_filter_replaces_the_subscription_with_all_its_options()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/+", 0x05, properties: [0x0B, 7]); // No Local, QoS 1, Subscription Identifier 7
        Assert.Equal([0], (await client.SubscribeAsync("a/+", 0x08, packetId: 2, properties: [0x0B, 9])).ReasonCodes); // Retain As Published, QoS 0, identifier 9
        await client.PublishAsync("a/b", "1", retain: true);
        // PUBLISH QoS 0 with RETAIN 1 | topic | properties: Subscription Identifier 9 | payload
        await client.ExpectAsync(0x31, 0x09, 0x00, 0x03, (byte)'a', (byte)'/', (byte)'b', 0x02, 0x0B, 0x09, (byte)'1');
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-3")]
    public async Task A_filter_that_only_matches_the_same_topics_is_another_subscription()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/+", 0, properties: [0x0B, 1]);
        await client.SubscribeAsync("a/#", 1, packetId: 2, properties: [0x0B, 2]);
        var other = await broker.ConnectAsync("o");
        await other.PublishFullyAsync("a/b", "1", qos: 1, packetId: 1);
        var publish = await client.TakeAsync();
        Assert.Equal(1, publish.QoS);
        Assert.Equal([1, 2], publish.SubscriptionIds.Order());
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-4")]
    public async Task Retained_messages_are_sent_again_when_a_subscription_is_replaced_with_Retain_Handling_0()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("a", "kept", retain: true);
        for (var packetId = 1; packetId <= 3; packetId++)
        {
            await client.SubscribeAsync("a", 0x00, packetId);
            var publish = await client.ReadAsync(3);
            Assert.Equal(("kept", true), (publish.Payload, publish.Retain));
        }

        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-4")]
    public async Task No_message_is_lost_while_a_subscription_is_replaced()
    {
        const int Messages = 400;
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x21, 0xFF, 0xFF]); // Receive Maximum 65535
        var publisher = await broker.ConnectAsync("p");
        await client.SubscribeAsync("a", 1);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 1, packetId: 1 + i);
        });
        for (var packetId = 2; packetId < 200; packetId++) await client.SendAsync(Packet.Subscribe(packetId, 5, [], ("a", packetId % 2 + 1)));
        var payloads = new List<string>();
        while (payloads.Count < Messages)
        {
            var packet = await client.ReadAsync();
            if (packet.Type != 3) continue; // SUBACK
            payloads.Add(packet.Payload);
            if (packet.QoS == 1) await client.SendAsync(Packet.Ack(4, packet.PacketId));
        }

        await publishing;
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}"), payloads);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-5")]
    [Mqtt5("MQTT-3.8.4-6")]
    public async Task Many_filters_are_handled_in_sequence_and_answered_by_one_SUBACK()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("a", "A", retain: true);
        await client.PublishAsync("b", "B", retain: true);
        await client.PublishAsync("c", "C", retain: true);
        // SUBSCRIBE | Packet Identifier 10 | no properties | "a" QoS 0 | "b" QoS 1 | "c" QoS 2
        await client.SendHexAsync("82 0F 000A 00 0001 61 00 0001 62 01 0001 63 02");
        await client.ExpectAsync(0x90, 0x06, 0x00, 0x0A, 0x00, 0x00, 0x01, 0x02);
        Assert.Equal(["A", "B", "C"], await client.TakeAsync(3));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.4-5")]
    public async Task The_same_filter_twice_in_one_SUBSCRIBE_counts_as_two_in_sequence()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // "a" QoS 2, then "a" QoS 0: the second replaces the first
        await client.SendHexAsync("82 0B 0001 00 0001 61 02 0001 61 00");
        await client.ExpectAsync(0x90, 0x05, 0x00, 0x01, 0x00, 0x02, 0x00);
        var other = await broker.ConnectAsync("o");
        await other.PublishFullyAsync("a", "1", qos: 2, packetId: 1);
        Assert.Equal(0, (await client.ReadAsync(3)).QoS);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.8.4-7")]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)] // the hook grants no more than 1
    public async Task The_reason_code_is_the_granted_QoS_and_bounds_what_is_delivered(int requested, int granted)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, OnSubscribe(r => r.GrantQoS("a", QoS.AtLeastOnce)));
        var client = await broker.ConnectAsync("c");
        Assert.Equal([(byte)granted], (await client.SubscribeAsync("a", requested)).ReasonCodes);
        var other = await broker.ConnectAsync("o");
        await other.PublishFullyAsync("a", "1", qos: 2, packetId: 1);
        Assert.Equal(granted, (await client.TakeAsync()).QoS);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.8.4-8")]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public async Task A_message_is_delivered_at_the_lower_of_published_and_granted_QoS(int published, int granted)
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        var subscriber = await broker.ConnectAsync("s");
        await publisher.PublishFullyAsync("a", "retained", published, packetId: 1, retain: true);
        await subscriber.SubscribeAsync("a", granted);
        var retained = await subscriber.TakeAsync();
        await publisher.PublishFullyAsync("a", "live", published, packetId: 2);
        var live = await subscriber.TakeAsync();
        Assert.Equal(("retained", Math.Min(published, granted)), (retained.Payload, retained.QoS));
        Assert.Equal(("live", Math.Min(published, granted)), (live.Payload, live.QoS));
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
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
