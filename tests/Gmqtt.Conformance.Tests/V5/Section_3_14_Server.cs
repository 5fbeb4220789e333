using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>DISCONNECT from the server.</summary>
public sealed class Section_3_14_Server
{
    // 3.14.2.1: the codes a server may put into DISCONNECT.
    private static readonly byte[] Allowed =
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F,
        0xA0, 0xA1, 0xA2,
    ];

    [Theory]
    [Mqtt5("MQTT-3.14.2-1")]
    [Mqtt5("MQTT-3.14.2-2")]
    [Mqtt5("MQTT-3.14.4-1")]
    [Mqtt5("MQTT-3.14.4-2")]
    [InlineData("82 03 0001 00", 0x82)] // SUBSCRIBE without a filter
    [InlineData("C1 00", 0x81)] // PINGREQ with a flag
    [InlineData("10 0D 0004 4D515454 05 02 0000 00 0000", 0x82)] // a second CONNECT
    [InlineData("30 05 0002 612B 00", 0x90)] // PUBLISH to "a+"
    [InlineData("30 07 0001 61 03 230021", 0x94)] // PUBLISH with Topic Alias 33
    [InlineData("30 FFFFFF7F", 0x95)] // PUBLISH of the largest size there is
    [InlineData("31 04 0001 61 00", 0x9A)] // PUBLISH with RETAIN
    [InlineData("34 06 0001 61 0001 00", 0x9B)] // PUBLISH with QoS 2
    public async Task A_DISCONNECT_is_the_last_packet_and_says_why(string packet, byte code)
    {
        await using var broker = await TestBroker.StartAsync(o => o with { RetainAvailable = false, MaximumQoS = QoS.AtLeastOnce });
        var client = await broker.ConnectAsync("c");
        // A PINGREQ in the same segment is not answered any more.
        await client.SendHexAsync(packet + "C000 C000");
        var disconnect = await client.ReadAsync(14);
        Assert.Equal(code, disconnect.ReasonCode);
        Assert.Contains(code, Allowed);
        Assert.False(disconnect.Has(0x11)); // Session Expiry Interval
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.14.2-1")]
    [Mqtt5("MQTT-3.14.2-2")]
    [Mqtt5("MQTT-3.14.4-2")]
    public async Task What_ends_a_connection_from_outside_has_its_own_code()
    {
        await using var broker = await TestBroker.StartAsync();
        var silent = await broker.ConnectAsync("silent", keepAlive: 2);
        await broker.CompleteAsync(ExpectAsync(silent, 0x8D));
        var first = await broker.ConnectAsync("twice");
        var second = await broker.ConnectAsync("twice");
        await ExpectAsync(first, 0x8E);
        var unwanted = await broker.ConnectAsync("unwanted");
        Assert.True(broker.Services.ClientService.Disconnect("unwanted"));
        await ExpectAsync(unwanted, 0x98);
        var stop = broker.Server.StopAsync();
        await ExpectAsync(second, 0x8B);
        await broker.CompleteAsync(stop);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.2-1")]
    [InlineData(ReasonCode.NotAuthorized, 0x87)]
    [InlineData(ReasonCode.UseAnotherServer, 0x9C)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 0x80)] // a code of CONNACK only
    [InlineData(ReasonCode.PacketIdentifierNotFound, 0x80)] // a code of PUBREL only
    [InlineData(ReasonCode.DisconnectWithWillMessage, 0x80)] // a code of clients only
    public async Task A_code_that_a_plugin_chooses_becomes_one_that_DISCONNECT_has(ReasonCode chosen, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.True(broker.Services.ClientService.Disconnect("c", chosen));
        await ExpectAsync(client, code);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.14.2-3")]
    [Mqtt5("MQTT-3.14.2-4")]
    public async Task Reason_String_is_sent_where_there_is_room_and_left_out_where_not()
    {
        await using var broker = await TestBroker.StartAsync();
        var roomy = await broker.ConnectAsync("roomy", properties: [0x27, 0, 0, 0, 40]); // Maximum Packet Size 40
        var tight = await broker.ConnectAsync("tight", properties: [0x27, 0, 0, 0, 39]); // Maximum Packet Size 39
        var reason = new string('r', 33); // with it a DISCONNECT has 2 + 1 + 1 + 3 + 33 = 40 bytes
        foreach (var id in (string[])["roomy", "tight"]) broker.Services.ClientService.Disconnect(id, ReasonCode.QuotaExceeded, reason);
        var full = await roomy.ReadAsync(14);
        Assert.Equal((0x97, reason), (full.ReasonCode, full.Text(0x1F)));
        // The short form: no Reason String, no User Property.
        await tight.ExpectAsync(0xE0, 0x01, 0x97);
        await tight.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.14.4-1")]
    public async Task Messages_that_match_after_the_takeover_go_to_the_new_connection_only()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await first.SubscribeAsync("a", 1);
        var publisher = await broker.ConnectAsync("p");
        var second = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        for (var i = 1; i <= 5; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 1, packetId: i);
        await first.ExpectDisconnectAsync(0x8E);
        Assert.Equal(["1", "2", "3", "4", "5"], await second.TakeAsync(5));
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task ExpectAsync(RawClient client, byte code)
    {
        var disconnect = await client.ReadAsync(14);
        Assert.Equal(code, disconnect.ReasonCode);
        Assert.Contains(code, Allowed);
        Assert.False(disconnect.Has(0x11));
        await client.ExpectClosedAsync();
    }
}
