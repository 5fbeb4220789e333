using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1 CONNECT: its place in the connection, protocol name and version, Clean Start.</summary>
public sealed class Section_3_1_Header : BrokerTest
{
    [Theory]
    [InlineData("30 05 00 01 74 00 78")] // PUBLISH "x" to "t"
    [InlineData("32 07 00 01 74 00 01 00 78")] // PUBLISH at QoS 1
    [InlineData("62 02 00 01")] // PUBREL
    [InlineData("82 07 00 01 00 00 01 74 00")] // SUBSCRIBE
    [InlineData("C0 00")] // PINGREQ
    [InlineData("E0 00")] // DISCONNECT
    [InlineData("F0 00")] // AUTH
    [InlineData("20 03 00 00 00")] // CONNACK
    [Mqtt5("MQTT-3.1.0-1")]
    public async Task A_first_packet_that_is_not_a_connect_closes_without_an_answer_and_without_effect(string packet)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = broker.Open();
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.0-2")]
    public async Task A_second_connect_closes_with_0x82()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Connect("c"));
        await client.ExpectDisconnectAsync(0x82);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.0-2")]
    public async Task A_second_connect_right_behind_the_first_closes_with_0x82()
    {
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendAsync([.. Packet.Connect("c"), .. Packet.Connect("c")]);
        Assert.Equal(0x00, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectDisconnectAsync(0x82);
    }

    [Theory]
    [InlineData("00 04 4D 51 58 58")] // "MQXX"
    [InlineData("00 04 6D 71 74 74")] // "mqtt"
    [InlineData("00 05 4D 51 54 54 20")] // "MQTT "
    [InlineData("00 00")]
    [Mqtt5("MQTT-3.1.2-1")]
    public async Task Another_protocol_name_closes_without_a_connack(string name)
    {
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.Of(0x10, Hex(name), [5, 2, 0, 0, 0], Packet.Utf8("c")));
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)] // 3.1 has another protocol name
    [InlineData(6)]
    [InlineData(99)]
    [InlineData(0x84)] // 3.1.1 as a bridge marks it
    [Mqtt5("MQTT-3.1.2-2")]
    public async Task Another_protocol_version_gets_return_code_1_and_the_end(int level)
    {
        // Whoever speaks a version that is not known may not know 0x84 either; the form of 3.1.1 says it to all.
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [(byte)level, 2, 0, 0, 0], Packet.Utf8("c")));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x01);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x03)]
    [Mqtt5("MQTT-3.1.2-3")]
    public async Task The_reserved_connect_flag_is_refused_with_0x81(int flags)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, (byte)flags, 0, []), 0x81);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-4")]
    [Mqtt5("MQTT-3.1.4-4")]
    [Mqtt5("MQTT-3.2.2-2")]
    public async Task Clean_start_1_discards_the_session()
    {
        var broker = await StartAsync();
        var client = await LeaveSessionBehindAsync(broker);
        client = await broker.ConnectAsync("c", clean: true, properties: Packet.SessionExpiry(60));
        Assert.False(client.ConnAck.SessionPresent);
        // Neither the message in flight, nor the queued one, nor the subscription is left.
        await PublishAsync(broker, "3");
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-4")]
    [Mqtt5("MQTT-3.1.4-4")]
    public async Task Clean_start_1_discards_the_session_of_a_connection_that_is_taken_over()
    {
        var broker = await StartAsync();
        var first = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await first.SubscribeAsync("t");
        var second = await broker.ConnectAsync("c", clean: true, properties: Packet.SessionExpiry(60));
        Assert.False(second.ConnAck.SessionPresent);
        await PublishAsync(broker, "x");
        await second.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-5")]
    [Mqtt5("MQTT-3.1.4-4")]
    [Mqtt5("MQTT-3.2.2-3")]
    public async Task Clean_start_0_resumes_the_session_with_its_messages_and_subscriptions()
    {
        var broker = await StartAsync();
        await LeaveSessionBehindAsync(broker);
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        var inFlight = await client.ExpectPublishAsync("t", "1");
        Assert.True(inFlight.Dup);
        await client.ExpectPublishAsync("t", "2");
        await PublishAsync(broker, "3");
        await client.ExpectPublishAsync("t", "3");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-6")]
    [Mqtt5("MQTT-3.1.4-4")]
    [Mqtt5("MQTT-3.2.2-3")]
    public async Task Clean_start_0_without_a_session_begins_one()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("new", clean: false, properties: Packet.SessionExpiry(60));
        Assert.False(client.ConnAck.SessionPresent);
        await client.SubscribeAsync("t");
        await client.DropAsync();
        client = await broker.ConnectAsync("new", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        await PublishAsync(broker, "x");
        await client.ExpectPublishAsync("t", "x");
    }

    /// <summary>Session of "c" with a subscription to "t", the message "1" in flight and "2" queued.</summary>
    private static async Task<RawClient> LeaveSessionBehindAsync(TestBroker broker)
    {
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 1);
        await PublishAsync(broker, "1");
        await client.ExpectPublishAsync("t", "1");
        await client.DropAsync();
        await PublishAsync(broker, "2");
        return client;
    }

    private static async Task PublishAsync(TestBroker broker, string payload)
    {
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.PublishQoS1Async("t", payload);
        await publisher.DisconnectAsync();
    }
}
