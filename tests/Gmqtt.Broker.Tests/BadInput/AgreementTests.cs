using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>P08, P09 and P15 to P20: what client and server have agreed on at the edges of what can be agreed.</summary>
public sealed class AgreementTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(32_767, 200)]
    [InlineData(32_768, 200)]
    [InlineData(65_535, 200)]
    public async Task P08_Receive_Maximum_is_an_unsigned_number(int maximum, int expected)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 65_535 });
        var client = await broker.ConnectAsync("c", properties: [0x21, .. Packet.U16(maximum)]);
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 200; i++) await publisher.PublishAsync("t", $"{i}", 1, 1);
        for (var i = 0; i < expected; i++) Assert.Equal($"{i}", (await client.ReadAsync(3)).Payload);
        await client.ExpectNothingAsync(); // [MQTT-3.3.4-9]
    }

    [Fact]
    public async Task P09_A_client_that_exceeds_our_Receive_Maximum_is_disconnected()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { ServerReceiveMaximum = 5 });
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c");
        Assert.Equal(5, client.ConnAck.Number(0x21));
        for (var id = 1; id <= 5; id++)
        {
            await client.PublishAsync("t", "x", 2, id);
            await client.ReadAsync(5);
        }

        await client.PublishAsync("t", "x", 2, 5, dup: true); // one of the five again is no sixth
        await client.ReadAsync(5);
        await client.PublishAsync("t", "x", 2, 6); // [MQTT-3.3.4-7]
        await client.ExpectDisconnectAsync(0x93);
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task P09_Where_that_is_tolerated_the_messages_beyond_the_limit_on_open_ones_are_refused()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with
        {
            Mqtt = TestBroker.Defaults.Mqtt with { ServerReceiveMaximum = 5, DisconnectOnReceiveMaximumExceeded = false },
            Limits = new LimitOptions { MaxAwaitingRel = 10 },
        });
        var client = await broker.ConnectAsync("c");
        for (var id = 1; id <= 12; id++)
        {
            await client.PublishAsync("t", "x", 2, id);
            Assert.Equal(id > 10 ? 0x97 : 0x10, (await client.ReadAsync(5)).ReasonCode);
        }

        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task P15_A_client_that_wants_no_explanations_gets_the_codes_alone()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => (_, request, _) =>
                {
                    request.Reject(ReasonCode.NotAuthorized, "because", [new UserProperty("n", "v")]);
                    return default;
                },
            });
        var client = await broker.ConnectAsync("c", properties: [0x17, 0x00]);
        await client.PublishAsync("t", "x", 1, 1);
        await client.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x87); // [MQTT-3.1.2-29]
        await client.PublishAsync("t", "x", 2, 2);
        await client.ExpectAsync(0x50, 0x03, 0x00, 0x02, 0x87);
    }

    [Fact]
    public async Task P16_A_session_that_ends_with_its_connection_cannot_be_prolonged_at_its_end()
    {
        await Refusal.OfConnectedAsync(5, Packet.Disconnect(5, 0, Packet.SessionExpiry(5)), 0x82); // 3.14.2.2.2
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Disconnect(5, 0, Packet.SessionExpiry(0)));
        await client.ExpectClosedAsync();
    }

    [Fact]
    public async Task P16_Nobody_gets_a_session_for_ever_unless_the_configuration_says_so()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { SessionExpiry = TimeSpan.FromSeconds(10) });
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(uint.MaxValue));
        Assert.Equal(10, client.ConnAck.Number(0x11)); // 3.2.2.3.2
        await client.DisconnectAsync(0, Packet.SessionExpiry(uint.MaxValue));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(1, broker.Server.Engine.Sessions.Count);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        await TestBroker.UntilAsync(() => broker.Server.Engine.Sessions.Count == 0);
    }

    [Theory]
    [InlineData(30u)]
    [InlineData(uint.MaxValue)]
    public async Task P17_A_will_that_is_delayed_beyond_its_session_is_published_at_the_sessions_end(uint delay)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone", properties: Packet.SessionExpiry(5), willProperties: [0x18, .. Packet.U32(delay)]));
        await client.ReadAsync(2);
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload); // [MQTT-3.1.3-9], 3.1.3.2.2
        await watcher.ExpectNothingAsync();
        Assert.Equal(0, broker.Server.Engine.SessionWheel.Count);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [InlineData(0u, null)]
    [InlineData(1u, null)]
    [InlineData(10u, 7L)]
    [InlineData(uint.MaxValue, uint.MaxValue - 3L)]
    public async Task P18_A_message_loses_its_life_while_it_waits(uint expiry, long? left)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x", 1, 1, properties: [0x02, .. Packet.U32(expiry)]);
        await publisher.ReadAsync(4);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        if (left is not null) Assert.Equal(left, (await subscriber.ReadAsync(3)).Number(0x02)); // [MQTT-3.3.2-5], [MQTT-3.3.2-6]
        await subscriber.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.QueuedCurrent);
    }

    [Theory]
    [InlineData("F0 00")]                      // Continue without a method
    [InlineData("F0 06 19 04 15 00 01 61")]    // Re-authenticate by a method, where the CONNECT had none
    [InlineData("F0 06 18 04 15 00 01 61")]
    public async Task P19_AUTH_on_a_connection_without_an_authentication_method_is_a_protocol_error(string hex)
        => await Refusal.OfConnectedAsync(5, Refusal.Bytes(hex), 0x82); // [MQTT-4.12.0-7]

    [Fact]
    public Task P19_A_method_that_nobody_knows_is_refused_by_one_CONNACK()
        => Refusal.OfStrangerAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("SCRAM")]), 5, 0x8C); // [MQTT-4.12.0-1]

    [Fact]
    public async Task P19_A_flood_of_AUTH_behind_a_refused_CONNECT_changes_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] flood = [.. Packet.Connect("c", properties: [0x15, .. Packet.Utf8("SCRAM")]), .. Enumerable.Repeat(Packet.Auth(0x18, "SCRAM"), 1000).SelectMany(p => p)];
        await Refusal.OfStrangerAsync(broker, flood, 5, 0x8C);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task P20_A_message_that_is_too_large_for_a_client_is_passed_over_and_counted(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", properties: [0x27, .. Packet.U32(100), 0x21, 0, 1]);
        await client.SubscribeAsync("t", qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishAsync("t", new string('x', 200), qos, i); // [MQTT-3.1.2-25]
        await publisher.PublishAsync("t", "small", qos, 4);
        Assert.Equal("small", (await client.ReadAsync(3)).Payload); // with a window of 1, an identifier that leaks would stop it
        await client.ExpectNothingAsync();
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        var counts = new[] { messages.QoS0, messages.QoS1, messages.QoS2 }[qos];
        Assert.Equal(3, counts.Dropped[DropReason.ExceedsMaximumPacketSize]);
        Assert.Equal(qos == 0 ? 0 : 1, messages.InflightCurrent);
        await bystander.IsUnharmedAsync();
    }
}
