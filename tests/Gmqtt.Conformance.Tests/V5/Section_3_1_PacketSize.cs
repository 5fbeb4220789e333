using System.Globalization;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.2.11.4: the client's Maximum Packet Size.</summary>
public sealed class Section_3_1_PacketSize : BrokerTest
{
    private static readonly string Large = new('x', 100);

    // Maximum Packet Size (0x27) 40; Receive Maximum (0x21) 1, so that a slot that is lost stops everything behind it.
    private static readonly byte[] Small = [0x27, 0, 0, 0, 40, 0x21, 0, 1];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.1.2-24")]
    [Mqtt5("MQTT-3.1.2-25")]
    public async Task A_message_that_is_too_large_is_dropped_as_if_it_had_been_delivered(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Small);
        await client.SubscribeAsync("t", qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 3; i++) await PublishAsync(publisher, qos, Large);
        await client.ExpectNothingAsync();
        for (var i = 0; i < 3; i++)
        {
            await PublishAsync(publisher, qos, "small");
            await client.CompleteAsync(await client.ExpectPublishAsync("t", "small"));
        }

        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(32, false)]
    [InlineData(33, true)]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task The_limit_is_exact(int payload, bool dropped)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Small);
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        // PUBLISH at QoS 1: fixed header 2, topic 3, Packet Identifier 2, Property Length 1, payload: 8 bytes and the payload, at most 40.
        await publisher.PublishAsync("t", new string('x', payload), qos: 1, packetId: 1);
        if (!dropped) await client.ExpectPublishAsync("t", new string('x', payload));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.1.2-25")]
    public async Task A_queued_message_that_is_too_large_for_the_new_connection_is_dropped(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", qos);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await PublishAsync(publisher, qos, Large);
        await PublishAsync(publisher, qos, "small");
        client = await broker.ConnectAsync("c", clean: false, properties: [.. Packet.SessionExpiry(60), .. Small]);
        await client.CompleteAsync(await client.ExpectPublishAsync("t", "small"));
        await PublishAsync(publisher, qos, "next");
        await client.ExpectPublishAsync("t", "next");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.1.2-25")]
    public async Task A_message_in_flight_that_is_too_large_for_the_new_connection_is_dropped(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", qos);
        var publisher = await broker.ConnectAsync("p");
        await PublishAsync(publisher, qos, Large);
        await PublishAsync(publisher, qos, "small");
        await client.ExpectPublishAsync("t", Large);
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: [.. Packet.SessionExpiry(60), .. Small]);
        var again = await client.ExpectPublishAsync("t", "small");
        Assert.True(again.Dup);
        await client.CompleteAsync(again);
        await PublishAsync(publisher, qos, "next");
        await client.ExpectPublishAsync("t", "next");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-25")]
    public async Task A_retained_message_that_is_too_large_is_passed_over()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("r/1", Large, retain: true);
        await publisher.PublishQoS1Async("r/2", "small", retain: true);
        var client = await broker.ConnectAsync("c", properties: Small);
        await client.SubscribeAsync("r/+", 1);
        await client.CompleteAsync(await client.ExpectPublishAsync("r/2", "small"));
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-25")]
    public async Task A_shared_group_gives_a_message_that_is_too_large_for_one_member_to_another()
    {
        var broker = await StartAsync();
        var small = await broker.ConnectAsync("small", properties: Small);
        var large = await broker.ConnectAsync("large");
        await small.SubscribeAsync("$share/g/t", 1);
        await large.SubscribeAsync("$share/g/t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(0x00, (await publisher.PublishQoS1Async("t", Large)).ReasonCode);
            await large.CompleteAsync(await large.ExpectPublishAsync("t", Large));
        }

        await small.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task An_acknowledgement_that_cannot_be_made_small_enough_closes_with_0x95(bool subscribe)
    {
        // SUBACK and UNSUBACK need one byte for each of 36 filters: 5 + 36 bytes. They must not be sent, and cannot be left out.
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Small);
        var filters = Enumerable.Range(0, 36).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
        await client.SendAsync(subscribe ? Packet.Subscribe(1, 5, [], [.. filters.Select(f => (f, 0))]) : Packet.Unsubscribe(1, 5, filters));
        var disconnect = await client.ReadAsync(14);
        Assert.Equal((byte)0x95, disconnect.ReasonCode);
        Assert.InRange(2 + disconnect.Body.Length, 2, 40);
        await client.ExpectClosedAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task An_acknowledgement_of_exactly_the_maximum_is_sent()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Small);
        var filters = Enumerable.Range(0, 35).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
        await client.SendAsync(Packet.Subscribe(1, 5, [], [.. filters.Select(f => (f, 0))]));
        Assert.Equal(35, (await client.ReadAsync(9)).ReasonCodes.Length);
        await client.SendAsync(Packet.Unsubscribe(1, 5, filters));
        Assert.Equal(35, (await client.ReadAsync(11)).ReasonCodes.Length);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task Reason_strings_and_user_properties_give_way_to_the_limit()
    {
        var why = new UserProperty("why", Large);
        var broker = await StartAsync(new HookWrapper
        {
            OnSubscribe = _ => (_, request, _) =>
            {
                request.ReasonString = Large;
                request.ResponseUserProperties = [why];
                return default;
            },
            OnUnsubscribe = _ => (_, request, _) =>
            {
                request.ReasonString = Large;
                request.ResponseUserProperties = [why];
                return default;
            },
        });
        var client = await broker.ConnectAsync("c", properties: Small);
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 1)));
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x00, 0x01);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "t"));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x00);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task A_client_whose_maximum_is_below_its_connack_is_refused_with_0x95(byte maximum)
    {
        // The CONNACK of the default configuration has 16 bytes: what it says cannot be left out, so only the refusal of five bytes is left.
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.Connect("c", properties: [0x27, 0, 0, 0, maximum]), 0x95);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-24")]
    public async Task A_client_whose_maximum_is_below_any_connack_is_closed_without_one()
    {
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x27, 0, 0, 0, 4]));
        await client.ExpectClosedAsync();
    }

    private static async Task PublishAsync(RawClient publisher, int qos, string payload)
    {
        if (qos == 0) await publisher.PublishAsync("t", payload);
        else if (qos == 1) await publisher.PublishQoS1Async("t", payload);
        else await publisher.PublishQoS2Async("t", payload);
    }
}
