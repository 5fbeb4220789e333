using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>SUBSCRIBE: what is well-formed and what is not.</summary>
public sealed class Section_3_8
{
    [Theory]
    [Mqtt5("MQTT-3.8.1-1")]
    [InlineData("80")]
    [InlineData("81")]
    [InlineData("83")]
    [InlineData("86")]
    [InlineData("8A")]
    public async Task SUBSCRIBE_with_fixed_header_flags_other_than_0010_closes_with_0x81(string firstByte)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // Remaining Length 7, Packet Identifier 1, no properties, filter "a", QoS 0
        await client.SendHexAsync(firstByte + "07 0001 00 0001 61 00");
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.8.3-1")]
    [InlineData("82 09 0001 00 0003 EDA080 00")] // a surrogate, U+D800
    [InlineData("82 08 0001 00 0002 C080 00")] // an over-long form of U+0000
    [InlineData("82 08 0001 00 0002 E282 00")] // a sequence that is cut short
    [InlineData("82 07 0001 00 0001 FF 00")] // a byte that UTF-8 does not have
    [InlineData("82 0B 0001 00 0001 61 00 0001 80 00")] // the second filter only
    public async Task SUBSCRIBE_with_a_filter_that_is_not_UTF_8_closes_with_0x81(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.8.3-2")]
    [InlineData("82 03 0001 00")] // Packet Identifier 1, no properties, nothing else
    [InlineData("82 05 0001 02 0B01")] // with a Subscription Identifier
    public async Task SUBSCRIBE_without_a_filter_closes_with_0x82(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.8.3-5")]
    [InlineData("40", 0x81)] // bit 6 is reserved
    [InlineData("80", 0x81)] // bit 7 is reserved
    [InlineData("C1", 0x81)]
    [InlineData("30", 0x82)] // Retain Handling 3 is a Protocol Error
    [InlineData("03", 0x82)] // Maximum QoS 3 is a Protocol Error
    public async Task SUBSCRIBE_with_impossible_subscription_options_closes(string options, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // Packet Identifier 1, no properties, filter "a", options
        await client.SendHexAsync("82 07 0001 00 0001 61" + options);
        await client.ExpectDisconnectAsync(code);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.3-4")]
    public async Task No_Local_on_a_shared_subscription_closes_with_0x82()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        // "$share/g/a" with options 0x04: No Local
        await client.SendAsync(Packet.Of(0x82, Packet.U16(1), [0], Packet.Utf8("$share/g/a"), [0x04]));
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.3-3")]
    public async Task With_No_Local_a_client_gets_what_others_publish_and_nothing_of_its_own()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        var other = await broker.ConnectAsync("o");
        await client.SubscribeAsync("a/#", 0x04); // No Local, QoS 0
        await client.PublishAsync("a/b", "own");
        await client.PublishFullyAsync("a/b", "own", qos: 1, packetId: 1);
        await client.ExpectNothingAsync();
        await other.PublishAsync("a/b", "other");
        Assert.Equal("other", (await client.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.3-3")]
    public async Task No_Local_holds_after_the_session_is_resumed()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("a", 0x05); // No Local, QoS 1
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        await client.PublishFullyAsync("a", "own", qos: 1, packetId: 1);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.8.3-3")]
    public async Task A_subscription_with_No_Local_does_not_silence_an_overlapping_one_without()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/b", 0x05, properties: [0x0B, 1]); // No Local, QoS 1, Subscription Identifier 1
        await client.SubscribeAsync("a/+", 0x00, properties: [0x0B, 2]); // QoS 0, Subscription Identifier 2
        await client.PublishAsync("a/b", "own", qos: 1, packetId: 1);
        var publish = await client.ReadAsync(3);
        Assert.Equal(("own", 0), (publish.Payload, publish.QoS));
        Assert.Equal([2], publish.SubscriptionIds);
        Assert.Equal(1, (await client.ReadAsync(4)).PacketId);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }
}
