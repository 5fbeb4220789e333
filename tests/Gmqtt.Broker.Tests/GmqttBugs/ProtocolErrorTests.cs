using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>P12, P13, P15, P16 and P17: what gmqtt let pass, answered wrongly or refused without a reason.</summary>
public sealed class ProtocolErrorTests
{
    [Theory]
    [InlineData(4, "10 0D 00 04 4D 51 54 54 04 02 00 00 00 01 63", 0)]         // a second CONNECT [MQTT-3.1.0-2]
    [InlineData(5, "10 0E 00 04 4D 51 54 54 05 02 00 00 00 00 01 63", 0x82)]
    [InlineData(4, "20 02 00 00", 0)]                                           // CONNACK
    [InlineData(5, "20 03 00 00 00", 0x82)]
    [InlineData(4, "30 02 00 00", 0)]                                           // PUBLISH with an empty topic
    [InlineData(5, "30 03 00 00 00", 0x82)]                                     // and without an alias [MQTT-3.3.2-1]
    [InlineData(4, "32 05 00 01 74 00 00", 0)]                                  // PUBLISH with packet id 0
    [InlineData(5, "32 06 00 01 74 00 00 00", 0x82)]                            // [MQTT-2.2.1-3]
    [InlineData(4, "82 06 00 00 00 01 74 00", 0)]                               // SUBSCRIBE with packet id 0
    [InlineData(5, "82 07 00 00 00 00 01 74 00", 0x82)]
    [InlineData(5, "82 07 00 01 00 00 01 74 30", 0x82)]                         // Retain Handling 3
    public async Task P12_What_the_specification_forbids_ends_the_connection(int version, string hex, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(hex);
        await client.ExpectDisconnectAsync(code);
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task P12_A_will_of_QoS_3_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWith("c", 5, 0x1E, 0, [], [0x00], Packet.Utf8("w"), Packet.Utf8(""))); // Will QoS bits 11
        Assert.Equal(0x81, (await client.ReadAsync(2)).ReasonCode); // [MQTT-3.1.2-12]
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task P12_A_password_without_a_user_name_closes_a_3_x_client(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWith("c", version, 0x42, 0, null, Packet.Utf8("secret")));
        await client.ExpectClosedAsync(); // 3.1.1 [MQTT-3.1.2-22]
    }

    [Fact]
    public async Task P12_Half_a_shared_filter_is_refused_by_a_3_x_SUBACK()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        Assert.Equal([0x80], (await client.SubscribeAsync("$share/x")).ReasonCodes);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public async Task P13_An_unknown_protocol_level_gets_return_code_1(byte level)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendAsync(0x10, 0x0D, 0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, level, 0x02, 0x00, 0x00, 0x00, 0x01, 0x63);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x01); // 3.1.1 [MQTT-3.1.2-2]
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task P13_An_empty_client_id_without_clean_session_gets_return_code_2(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("", version, clean: false));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x02); // 3.1.1 [MQTT-3.1.3-8]
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 0x85)]
    public async Task P13_Where_a_client_id_is_required_an_empty_one_gets_its_own_code(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { AllowZeroLengthClientId = false });
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("", version));
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode); // gmqtt sent 0x87 to 3.x
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(43690)]
    [InlineData(43691)] // one and a half times this does not fit into 16 bits
    [InlineData(65535)]
    public async Task P15_A_long_keep_alive_does_not_overflow(int seconds)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", keepAlive: seconds);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(4, 600)]
    [InlineData(5, 600)]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    public async Task P15_max_keepalive_holds_in_every_version_and_for_clients_that_ask_for_none(int version, int asked)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxKeepAlive = 10 });
        var client = await broker.ConnectAsync("c", version, keepAlive: asked);
        if (version == 5) Assert.Equal(10, client.ConnAck.Number(0x13)); // [MQTT-3.2.2-21]
        await broker.AdvanceAsync(TimeSpan.FromSeconds(15.2));
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    public async Task P16_A_password_may_be_any_bytes()
    {
        byte[]? seen = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new Gmqtt.Hooks.HookWrapper
            {
                OnBasicAuth = next => (client, request, ct) =>
                {
                    seen = request.Password?.ToArray();
                    return next(client, request, ct);
                },
            });
        var client = broker.Open();
        byte[] password = [0x00, 0xFF, 0xC0, 0xAF];
        await client.SendAsync(Packet.ConnectWith("c", 5, 0xC2, 0, [], Packet.Utf8("user"), Packet.Binary(password)));
        Assert.Equal(0, (await client.ReadAsync(2)).ReasonCode); // 3.1.3.6
        Assert.Equal(password, seen);
    }

    [Fact]
    public async Task P16_The_replacement_character_is_a_character_like_others()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("\uFFFD/t");
        await client.SendAsync(Packet.Publish("\uFFFD/t", Encoding.UTF8.GetBytes("x")));
        Assert.Equal("\uFFFD/t", (await client.ReadAsync(3)).Topic);
    }

    [Fact]
    public async Task P16_A_Remaining_Length_of_five_bytes_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("30 80 80 80 80 01");
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    public async Task P17_Wildcards_that_are_not_available_are_refused_to_3_x_clients_too()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { WildcardSubscriptionAvailable = false });
        var client = await broker.ConnectAsync("c", 4);
        Assert.Equal([0x80], (await client.SubscribeAsync("a/#")).ReasonCodes);
        Assert.Equal([0x00], (await client.SubscribeAsync("a")).ReasonCodes);
    }

    [Fact]
    public async Task P17_Shared_subscriptions_that_are_not_available_are_refused_to_3_x_clients_too()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { SharedSubscriptionAvailable = false });
        var client = await broker.ConnectAsync("c", 4);
        Assert.Equal([0x80], (await client.SubscribeAsync("$share/g/a")).ReasonCodes);
    }

    [Fact]
    public async Task P17_Retained_messages_that_are_not_available_are_refused_to_3_x_clients_too()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { RetainAvailable = false });
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", 4);
        await client.PublishAsync("t", "x", retain: true);
        await client.ExpectClosedAsync();
        var again = await broker.ConnectAsync("c", 4); // gmqtt left a connection that was neither open nor closed
        await again.ExpectNothingAsync();
        await bystander.IsUnharmedAsync();
    }
}
