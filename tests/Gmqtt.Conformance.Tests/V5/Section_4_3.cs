using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>The acknowledgement flows with the server as the receiver.</summary>
public sealed class Section_4_3
{
    [Fact]
    [Mqtt5("MQTT-4.3.2-4")]
    public async Task PUBACK_is_sent_when_the_server_has_the_message_for_those_who_are_away()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: Packet.SessionExpiry(60));
        await subscriber.SubscribeAsync("a", 1);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        // PUBLISH QoS 1 | "a" | Packet Identifier 258 | no properties | "1"
        await publisher.SendHexAsync("32 07 0001 61 0102 00 31");
        await publisher.ExpectAsync(0x40, 0x02, 0x01, 0x02);
        await publisher.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false);
        Assert.Equal("1", (await subscriber.TakeAsync()).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.2-5")]
    public async Task After_PUBACK_the_same_packet_identifier_is_a_new_message_even_with_DUP()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.SendHexAsync("32 07 0001 61 0001 00 31");
        await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        await publisher.SendHexAsync("3A 07 0001 61 0001 00 31"); // the same with DUP
        await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        Assert.Equal(["1", "1"], await subscriber.TakeAsync(2));
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.3.3-8")]
    [Mqtt5("MQTT-4.3.3-11")]
    [InlineData("0001")]
    [InlineData("0102")]
    [InlineData("FFFF")]
    public async Task PUBREC_and_PUBCOMP_repeat_the_packet_identifier(string packetId)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.SendHexAsync("34 07 0001 61" + packetId + "00 31");
        await publisher.ExpectAsync(Convert.FromHexString("5002" + packetId));
        await publisher.SendHexAsync("62 02" + packetId);
        await publisher.ExpectAsync(Convert.FromHexString("7002" + packetId));
        Assert.Equal("1", (await subscriber.TakeAsync()).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-11")]
    public async Task PUBREL_for_an_unknown_packet_identifier_gets_PUBCOMP_0x92()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.SendHexAsync("62 02 0009");
        await publisher.ExpectAsync(0x70, 0x03, 0x00, 0x09, 0x92);
        await publisher.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.3.3-9")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_a_refusal_the_same_packet_identifier_is_a_new_message(int qos)
    {
        var deny = new HookWrapper
        {
            OnMsgArrived = _ => (_, request, _) =>
            {
                if (request.TopicName == "no") request.Reject(ReasonCode.NotAuthorized);
                return default;
            },
        };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, deny);
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#", qos);
        var publisher = await broker.ConnectAsync("p");
        Assert.Equal(0x87, await publisher.PublishFullyAsync("no", "refused", qos, packetId: 5));
        Assert.Equal(0x00, await publisher.PublishFullyAsync("yes", "taken", qos, packetId: 5));
        Assert.Equal("taken", (await subscriber.TakeAsync()).Payload);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-10")]
    public async Task Until_PUBREL_the_same_packet_identifier_is_the_same_message()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.SendHexAsync("34 07 0001 61 0005 00 31");
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x05);
        await publisher.SendHexAsync("3C 07 0001 61 0005 00 31"); // with DUP
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x05);
        await publisher.SendHexAsync("34 07 0001 61 0005 00 31"); // without DUP, which the receiver must not rely on
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x05);
        await publisher.SendHexAsync("62 02 0005");
        await publisher.ExpectAsync(0x70, 0x02, 0x00, 0x05);
        Assert.Equal("1", (await subscriber.TakeAsync()).Payload);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-10")]
    public async Task A_QoS_2_message_sent_again_on_a_new_connection_is_the_same_message()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p", properties: Packet.SessionExpiry(60));
        await publisher.PublishAsync("a", "1", qos: 2, packetId: 5);
        await publisher.DropAsync();
        publisher = await broker.ConnectAsync("p", clean: false, properties: Packet.SessionExpiry(60));
        await publisher.PublishAsync("a", "1", qos: 2, packetId: 5, dup: true);
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x05);
        await publisher.DropAsync();
        publisher = await broker.ConnectAsync("p", clean: false, properties: Packet.SessionExpiry(60));
        await publisher.SendHexAsync("62 02 0005");
        await publisher.ExpectAsync(0x70, 0x02, 0x00, 0x05);
        Assert.Equal("1", (await subscriber.TakeAsync()).Payload);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-12")]
    public async Task After_PUBCOMP_the_same_packet_identifier_is_a_new_message()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos: 2, packetId: 5);
        Assert.Equal("1", (await subscriber.TakeAsync()).Payload);
        await publisher.PublishFullyAsync("a", "2", qos: 2, packetId: 5);
        Assert.Equal("2", (await subscriber.TakeAsync()).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-13")]
    public async Task The_flow_with_the_publisher_goes_on_after_the_message_has_expired()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        // PUBLISH QoS 2 | "a" | Packet Identifier 5 | Message Expiry Interval 1 | "1"
        await publisher.SendHexAsync("34 0C 0001 61 0005 05 02 00000001 31");
        await publisher.ExpectAsync(0x50, 0x03, 0x00, 0x05, 0x10); // nobody subscribes
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        await publisher.SendHexAsync("62 02 0005");
        await publisher.ExpectAsync(0x70, 0x02, 0x00, 0x05);
        Assert.Empty(broker.Log.Errors);
    }
}
