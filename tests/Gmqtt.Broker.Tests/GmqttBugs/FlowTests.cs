using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>P7, P8 and P14, and section 7 on flow: packet identifiers, the window, aliases and reason codes that gmqtt never sent.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task P7_The_identifier_of_a_PUBREL_in_flight_is_not_given_to_a_new_PUBLISH_after_a_resume()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        await PublishQoS2Async(publisher, "t", 1);
        var first = await subscriber.ReadAsync(3);
        await subscriber.SendAsync(Packet.Ack(5, first.PacketId)); // PUBREC
        Assert.Equal(first.PacketId, (await subscriber.ReadAsync(6)).PacketId);
        await subscriber.DropAsync();

        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        Assert.Equal(first.PacketId, (await subscriber.ReadAsync(6)).PacketId); // [MQTT-4.4.0-1]
        await PublishQoS2Async(publisher, "t", 2);
        Assert.NotEqual(first.PacketId, (await subscriber.ReadAsync(3)).PacketId); // [MQTT-2.2.1-4]
    }

    [Fact]
    public async Task P7_Receive_Maximum_holds_for_what_is_sent_again_after_a_resume()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
        for (var i = 1; i <= 5; i++) await subscriber.ReadAsync(3);
        await subscriber.DropAsync();

        byte[] two = [.. Packet.SessionExpiry(600), 0x21, 0x00, 0x02]; // Receive Maximum 2
        subscriber = await broker.ConnectAsync("s", clean: false, properties: two);
        for (var i = 1; i <= 5; i++)
        {
            var message = await subscriber.ReadAsync(3);
            Assert.Equal(($"{i}", true), (message.Payload, message.Dup));
            if (i >= 2)
            {
                await subscriber.ExpectNothingAsync(); // [MQTT-3.3.4-9] two are in flight
                await subscriber.SendAsync(Packet.Ack(4, message.PacketId - 1));
            }
        }
    }

    [Fact]
    public async Task P7_A_new_message_waits_until_those_in_flight_are_sent_again()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
        for (var i = 1; i <= 3; i++) await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: [.. Packet.SessionExpiry(600), 0x21, 0x00, 0x01]);
        var resent = await subscriber.ReadAsync(3);
        await publisher.PublishAsync("t", "4", qos: 1, packetId: 4);
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal($"{i}", resent.Payload);
            await subscriber.SendAsync(Packet.Ack(4, resent.PacketId));
            if (i < 4) resent = await subscriber.ReadAsync(3);
        }

        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task Packet_identifiers_are_given_in_a_row()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 10; i++)
        {
            await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            Assert.Equal(i, (await subscriber.ReadAsync(3)).PacketId);
        }
    }

    [Fact]
    public async Task The_smaller_of_max_inflight_and_Receive_Maximum_is_the_window()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 2 });
        var subscriber = await broker.ConnectAsync("s", properties: [0x21, 0x00, 0x64]); // Receive Maximum 100
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
        await subscriber.ReadAsync(3);
        await subscriber.ReadAsync(3);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(10, 100)]
    [InlineData(32, 10)] // an alias table that was sized by Receive Maximum
    public async Task P8_A_topic_alias_of_the_maximum_is_accepted_and_one_above_is_not(int maximum, int receiveMaximum)
    {
        await using var broker = await TestBroker.StartAsync(
            mqtt => mqtt with { TopicAliasMaximum = (ushort)maximum, ServerReceiveMaximum = (ushort)receiveMaximum });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        Assert.Equal(maximum, publisher.ConnAck.Number(0x22));
        await publisher.PublishAsync("t", "set", properties: [0x23, 0x00, (byte)maximum]);
        await publisher.PublishAsync("", "used", properties: [0x23, 0x00, (byte)maximum]);
        Assert.Equal("set", (await subscriber.ReadAsync(3)).Payload);
        var used = await subscriber.ReadAsync(3);
        Assert.Equal(("t", "used"), (used.Topic, used.Payload));
        await publisher.PublishAsync("t", "above", properties: [0x23, 0x00, (byte)(maximum + 1)]);
        await publisher.ExpectDisconnectAsync(0x94); // [MQTT-3.3.2-9]
    }

    [Fact]
    public async Task P14_Unsubscribing_from_what_was_not_subscribed_gives_0x11()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await client.SendAsync(Packet.Unsubscribe(2, 5, "a", "b"));
        Assert.Equal([0x00, 0x11], (await client.ReadAsync(11)).ReasonCodes); // [MQTT-3.11.3-1]
    }

    [Fact]
    public async Task P14_A_PUBREL_for_an_unknown_identifier_gives_0x92()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(0x62, 0x02, 0x00, 0x07); // PUBREL 7
        await client.ExpectAsync(0x70, 0x03, 0x00, 0x07, 0x92); // PUBCOMP, Packet Identifier not found
        var old = await broker.ConnectAsync("old", 4);
        await old.SendAsync(0x62, 0x02, 0x00, 0x07);
        await old.ExpectAsync(0x70, 0x02, 0x00, 0x07);
    }

    [Fact]
    public async Task P14_A_keep_alive_that_has_passed_gives_DISCONNECT_0x8D()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", keepAlive: 10);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(15.2));
        await client.ExpectDisconnectAsync(0x8D); // [MQTT-3.1.2-22]
    }

    [Fact]
    public async Task P14_A_payload_that_is_not_the_text_it_claims_to_be_gives_0x99()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { ValidatePayloadFormat = true });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Publish("t", [0xFF], qos: 1, packetId: 1, properties: [0x01, 0x01]));
        await client.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x99);
        await client.SendAsync(Packet.Publish("t", [0xFF], qos: 2, packetId: 2, properties: [0x01, 0x01]));
        await client.ExpectAsync(0x50, 0x03, 0x00, 0x02, 0x99);
    }

    [Fact]
    public async Task P14_Server_shutdown_gives_DISCONNECT_0x8B()
    {
        var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        var goodbye = client.ExpectDisconnectAsync(0x8B);
        await broker.DisposeAsync();
        await goodbye;
    }

    [Fact]
    public async Task P16_A_repeated_QoS_2_PUBLISH_is_answered_by_PUBREC_with_success()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x01);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1, dup: true);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x01); // gmqtt said 0x10, as if nobody subscribed
        await subscriber.ReadAsync(3);
        await subscriber.ExpectNothingAsync();
    }

    private static async Task PublishQoS2Async(RawClient publisher, string topic, int packetId)
    {
        await publisher.PublishAsync(topic, "two", qos: 2, packetId: packetId);
        await publisher.ReadAsync(5);
        await publisher.SendAsync(Packet.Ack(6, packetId));
        await publisher.ReadAsync(7);
    }
}
