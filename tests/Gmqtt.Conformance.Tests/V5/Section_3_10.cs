using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>UNSUBSCRIBE.</summary>
public sealed class Section_3_10
{
    [Theory]
    [Mqtt5("MQTT-3.10.1-1")]
    [InlineData("A0")]
    [InlineData("A1")]
    [InlineData("A3")]
    [InlineData("AA")]
    public async Task UNSUBSCRIBE_with_fixed_header_flags_other_than_0010_closes_with_0x81(string firstByte)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // Remaining Length 6, Packet Identifier 1, no properties, filter "a"
        await client.SendHexAsync(firstByte + "06 0001 00 0001 61");
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.10.3-1")]
    [InlineData("A2 08 0001 00 0003 EDA080")] // a surrogate, U+D800
    [InlineData("A2 07 0001 00 0002 C080")] // an over-long form of U+0000
    [InlineData("A2 07 0001 00 0002 E282")] // a sequence that is cut short
    [InlineData("A2 09 0001 00 0001 61 0001 FF")] // the second filter only
    public async Task UNSUBSCRIBE_with_a_filter_that_is_not_UTF_8_closes_with_0x81(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.10.3-2")]
    public async Task UNSUBSCRIBE_without_a_filter_closes_with_0x82()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("A2 03 0001 00"); // Packet Identifier 1, no properties, nothing else
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.10.4-1")]
    [InlineData("a/+", "a/b")]
    [InlineData("a/+", "a/#")]
    [InlineData("a/b", "A/b")]
    [InlineData("a/b", "a/b/")]
    [InlineData("a/b", "$share/g/a/b")]
    [InlineData("$share/g/a/b", "a/b")]
    [InlineData("$share/g/a/b", "$share/h/a/b")]
    public async Task UNSUBSCRIBE_of_any_other_filter_leaves_a_subscription_alone(string subscribed, string unsubscribed)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(subscribed);
        await client.SendAsync(Packet.Unsubscribe(2, 5, unsubscribed));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x11); // No subscription existed
        await client.PublishAsync("a/b", "still");
        Assert.Equal("still", (await client.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.10.4-1")]
    [Mqtt5("MQTT-3.10.4-2")]
    [InlineData("a/b")]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("$share/g/a/b")]
    public async Task Nothing_new_is_delivered_after_UNSUBSCRIBE(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(filter, 2);
        await client.SendAsync(Packet.Unsubscribe(2, 5, filter));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x00); // Success
        var publisher = await broker.ConnectAsync("p");
        for (var qos = 0; qos <= 2; qos++) await publisher.PublishFullyAsync("a/b", "late", qos, packetId: 1, retain: true);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.10.4-3")]
    public async Task Deliveries_that_have_begun_are_completed_after_UNSUBSCRIBE()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        var publisher = await broker.ConnectAsync("p");
        await client.SubscribeAsync("a", 2);
        await publisher.PublishFullyAsync("a", "two", qos: 2, packetId: 1);
        var begun = await client.ReadAsync(3);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "a"));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x00);
        await client.SendAsync(Packet.Ack(5, begun.PacketId));
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)begun.PacketId); // PUBREL
        await client.SendAsync(Packet.Ack(7, begun.PacketId));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.10.4-3")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Deliveries_that_have_begun_are_repeated_on_a_new_connection_after_UNSUBSCRIBE(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        var publisher = await broker.ConnectAsync("p");
        await client.SubscribeAsync("a", qos);
        await publisher.PublishFullyAsync("a", "begun", qos, packetId: 1);
        var begun = await client.ReadAsync(3);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "a"));
        await client.ReadAsync(11);
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        var again = await client.TakeAsync();
        Assert.Equal((begun.PacketId, "begun", true), (again.PacketId, again.Payload, again.Dup));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.10.4-4")]
    [Mqtt5("MQTT-3.10.4-5")]
    [InlineData("0001")]
    [InlineData("8000")]
    [InlineData("FFFF")]
    public async Task UNSUBACK_answers_with_the_packet_identifier_even_if_nothing_was_deleted(string packetId)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("A2 06" + packetId + "00 0001 61");
        await client.ExpectAsync(Convert.FromHexString("B004" + packetId + "0011"));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.10.4-6")]
    public async Task Many_filters_are_handled_in_sequence_and_answered_by_one_UNSUBACK()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b", packetId: 2);
        // Packet Identifier 3 | no properties | "a" | "a" again: it is gone by then | "b"
        await client.SendHexAsync("A2 0C 0003 00 0001 61 0001 61 0001 62");
        await client.ExpectAsync(0xB0, 0x06, 0x00, 0x03, 0x00, 0x00, 0x11, 0x00);
        await client.PublishAsync("a");
        await client.PublishAsync("b");
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }
}
