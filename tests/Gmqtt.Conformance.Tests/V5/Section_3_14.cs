using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>DISCONNECT from the client, and none from the server before its time.</summary>
public sealed class Section_3_14
{
    [Theory]
    [Mqtt5("MQTT-3.14.0-1")]
    [InlineData("C000")] // PINGREQ first
    [InlineData("3004 0001 61 00")] // PUBLISH first
    [InlineData("F000")] // AUTH first
    [InlineData("110D 0004 4D515454 05 02 0000 00 0000")] // CONNECT with a reserved flag of the fixed header
    [InlineData("100D 0004 4D515454 05 03 0000 00 0000")] // CONNECT with the reserved connect flag
    [InlineData("100D 0004 4D515454 06 02 0000 00 0000")] // CONNECT of a version that does not exist
    [InlineData("100D 0004 4D515454 05 02 0000 00 0001")] // CONNECT whose Client Identifier is missing
    [InlineData("1080808080")] // a Remaining Length that does not end
    public async Task Before_the_CONNACK_there_is_no_DISCONNECT(string first)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendHexAsync(first);
        var last = await client.ReadLastAsync();
        Assert.True(last is null or { Type: 2, ReasonCode: not 0x00 }, $"{last}");
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.14.0-1")]
    public async Task A_client_that_sends_no_CONNECT_in_time_is_closed_without_DISCONNECT()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Null(await client.ReadLastAsync());
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.14.0-1")]
    public async Task A_client_in_the_middle_of_authentication_is_closed_without_DISCONNECT_when_the_broker_stops()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.BeginAsync("c");
        var stop = broker.Server.StopAsync();
        var last = await client.ReadLastAsync();
        await client.EndedAsync();
        await stop;
        Assert.True(last is null or { Type: 2, ReasonCode: not 0x00 }, $"{last}");
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.1-1")]
    [InlineData("E1")]
    [InlineData("E2")]
    [InlineData("E8")]
    public async Task DISCONNECT_with_a_reserved_flag_closes_with_0x81_and_the_will_is_published(string firstByte)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = await ConnectWithWillAsync(broker);
        await client.SendHexAsync(firstByte + "00");
        await client.ExpectDisconnectAsync(0x81);
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.2-1")]
    [InlineData(0x00)]
    [InlineData(0x04)]
    [InlineData(0x80)]
    [InlineData(0x81)]
    [InlineData(0x82)]
    [InlineData(0x83)]
    [InlineData(0x90)]
    [InlineData(0x93)]
    [InlineData(0x94)]
    [InlineData(0x95)]
    [InlineData(0x96)]
    [InlineData(0x97)]
    [InlineData(0x98)]
    [InlineData(0x99)]
    public async Task DISCONNECT_with_a_code_that_a_client_may_send_closes_without_an_answer(byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(0xE0, 0x01, code);
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.2-1")]
    [InlineData(0x01)]
    [InlineData(0x03)]
    [InlineData(0x10)]
    [InlineData(0x84)]
    [InlineData(0x87)] // the server's alone, as those below
    [InlineData(0x8B)]
    [InlineData(0x8D)]
    [InlineData(0x8E)]
    [InlineData(0x9D)]
    [InlineData(0xA2)]
    [InlineData(0xFF)]
    public async Task DISCONNECT_with_a_code_that_a_client_may_not_send_closes_with_0x82(byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(0xE0, 0x01, code);
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.4-3")]
    [InlineData("E000")] // no reason code means 0x00
    [InlineData("E001 00")]
    [InlineData("E002 00 00")] // with an empty property list
    [InlineData("E007 00 05 1100000000")] // with a Session Expiry Interval
    public async Task DISCONNECT_with_0x00_discards_the_will(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = await ConnectWithWillAsync(broker);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await client.EndedAsync();
        await watcher.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.14.4-3")]
    [InlineData("E001 04")] // Disconnect with Will Message
    [InlineData("E001 80")]
    [InlineData("E001 98")]
    public async Task DISCONNECT_with_another_code_leaves_the_will_to_be_published(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = await ConnectWithWillAsync(broker);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload);
        await client.EndedAsync();
        await watcher.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task<RawClient> ConnectWithWillAsync(TestBroker broker)
    {
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone"));
        Assert.Equal(0, (await client.ReadAsync(2)).ReasonCode);
        return client;
    }
}
