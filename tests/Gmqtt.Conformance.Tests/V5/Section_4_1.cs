using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>How long session state is kept, and the stream below it (4.2).</summary>
public sealed class Section_4_1
{
    [Theory]
    [Mqtt5("MQTT-4.1.0-1")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Session_state_is_kept_while_the_connection_lasts_however_short_the_expiry(uint expiry)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(expiry));
        await client.SubscribeAsync("a", 1);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos: 1, packetId: 1);
        Assert.Equal("1", (await client.TakeAsync()).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-1")]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task Session_state_is_there_until_the_expiry_has_passed_and_gone_after()
    {
        await using var broker = await TestBroker.StartAsync();
        await LeaveAsync(broker, "early", 60);
        await LeaveAsync(broker, "late", 60);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(55));
        var early = await broker.ConnectAsync("early", clean: false);
        Assert.True(early.ConnAck.SessionPresent);
        Assert.Equal("waiting", (await early.TakeAsync()).Payload);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        var late = await broker.ConnectAsync("late", clean: false);
        Assert.False(late.ConnAck.SessionPresent);
        await late.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task Without_an_expiry_the_session_ends_with_the_connection()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a", 1);
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false);
        Assert.False(client.ConnAck.SessionPresent);
        await client.PublishAsync("a", "1");
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task With_the_expiry_0xFFFFFFFF_the_session_does_not_end()
    {
        await using var broker = await TestBroker.StartAsync(o => o with { SessionExpiry = TimeSpan.FromSeconds(uint.MaxValue), MessageExpiry = TimeSpan.Zero });
        await LeaveAsync(broker, "c", uint.MaxValue);
        broker.Time.Advance(TimeSpan.FromHours(12));
        var client = await broker.ConnectAsync("c", clean: false);
        Assert.True(client.ConnAck.SessionPresent);
        Assert.Equal("waiting", (await client.TakeAsync()).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task DISCONNECT_can_shorten_the_expiry()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(3600));
        await client.DisconnectAsync(properties: Packet.SessionExpiry(5));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.False((await broker.ConnectAsync("c", clean: false)).ConnAck.SessionPresent);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task DISCONNECT_can_lengthen_an_expiry_that_is_not_0()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(5));
        await client.DisconnectAsync(properties: Packet.SessionExpiry(3600));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.True((await broker.ConnectAsync("c", clean: false)).ConnAck.SessionPresent);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.1.0-2")]
    public async Task DISCONNECT_with_an_expiry_for_a_session_that_had_none_is_answered_by_0x82()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("E0 07 00 05 11 0000000A"); // Session Expiry Interval 10
        await client.ExpectDisconnectAsync(0x82);
        await client.EndedAsync();
        Assert.False((await broker.ConnectAsync("c", clean: false)).ConnAck.SessionPresent);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.2-1")]
    public async Task Packets_are_cut_from_a_stream_of_bytes_however_they_arrive()
    {
        await using var broker = await TestBroker.StartAsync();
        var byByte = broker.Open();
        // CONNECT "a"; SUBSCRIBE "t" QoS 0; PINGREQ: every byte by itself
        foreach (var b in Convert.FromHexString("100E00044D51545405020000000001618207000100000174" + "00" + "C000")) await byByte.SendAsync(b);
        Assert.Equal(0, (await byByte.ReadAsync(2)).ReasonCode);
        await byByte.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x00, 0x00, 0xD0, 0x00);

        var atOnce = broker.Open();
        // CONNECT "b"; PUBLISH "t" "1"; PUBLISH "t" "2"; PINGREQ: all in one piece
        await atOnce.SendHexAsync("100E00044D5154540502000000000162" + "300500017400" + "31" + "300500017400" + "32" + "C000");
        Assert.Equal(0, (await atOnce.ReadAsync(2)).ReasonCode);
        await atOnce.ExpectAsync(0xD0, 0x00);
        Assert.Equal(["1", "2"], await byByte.TakeAsync(2));
        Assert.Empty(broker.Log.Errors);
    }

    /// <summary>A client with a subscription to "a" goes, and a message comes for it.</summary>
    private static async Task LeaveAsync(TestBroker broker, string clientId, uint expiry)
    {
        var client = await broker.ConnectAsync(clientId, properties: Packet.SessionExpiry(expiry));
        await client.SubscribeAsync(clientId, 1);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.PublishFullyAsync(clientId, "waiting", qos: 1, packetId: 1);
        await publisher.DisconnectAsync();
    }
}
