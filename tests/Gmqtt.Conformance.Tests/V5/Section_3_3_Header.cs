using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.3.1 PUBLISH Fixed Header: DUP and QoS.</summary>
public sealed class Section_3_3_Header : BrokerTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.1-1")]
    public async Task A_message_that_is_sent_again_has_dup_1_and_its_packet_identifier(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x", qos, packetId: 9);
        var first = await client.ExpectPublishAsync("t", "x");
        Assert.False(first.Dup);
        for (var again = 0; again < 2; again++)
        {
            await client.DropAsync();
            client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
            var second = await client.ExpectPublishAsync("t", "x");
            Assert.Equal((true, qos, first.PacketId), (second.Dup, second.QoS, second.PacketId));
        }
    }

    [Theory]
    [InlineData("38 04 00 01 74 00")]
    [InlineData("39 04 00 01 74 00")] // with RETAIN
    [Mqtt5("MQTT-3.3.1-2")]
    public async Task Dup_with_qos_0_closes_with_0x81(string publish)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(publish);
        await client.ExpectDisconnectAsync(0x81);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.1-2")]
    [Mqtt5("MQTT-3.3.1-3")]
    public async Task Dup_of_the_publisher_is_not_passed_on(int qos)
    {
        var broker = await StartAsync();
        var full = await broker.ConnectAsync("full");
        await full.SubscribeAsync("t", 2);
        var zero = await broker.ConnectAsync("zero");
        await zero.SubscribeAsync("t", 0);
        var away = await broker.ConnectAsync("away", properties: Packet.SessionExpiry(60));
        await away.SubscribeAsync("t", 2);
        await away.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x", qos, packetId: 1, dup: true);
        var received = await full.ExpectPublishAsync("t", "x");
        Assert.Equal((qos, false), (received.QoS, received.Dup));
        received = await zero.ExpectPublishAsync("t", "x");
        Assert.Equal((0, false), (received.QoS, received.Dup));
        away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(60));
        received = await away.ExpectPublishAsync("t", "x"); // queued until now, sent for the first time
        Assert.Equal((qos, false), (received.QoS, received.Dup));
    }

    [Fact]
    [Mqtt5("MQTT-3.3.1-2")]
    public async Task A_qos_0_message_that_waited_in_the_session_has_dup_0()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 0);
        await client.DropAsync();
        await (await broker.ConnectAsync("p")).PublishAsync("t", "x");
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        var received = await client.ExpectPublishAsync("t", "x");
        Assert.Equal((0, false), (received.QoS, received.Dup));
    }

    [Theory]
    [InlineData("36 06 00 01 74 00 01 00")]
    [InlineData("37 06 00 01 74 00 01 00")] // with RETAIN
    [InlineData("3E 06 00 01 74 00 01 00")] // with DUP
    [Mqtt5("MQTT-3.3.1-4")]
    public async Task Qos_3_closes_with_0x81(string publish)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(publish);
        await client.ExpectDisconnectAsync(0x81);
        await subscriber.ExpectNothingAsync();
    }
}
