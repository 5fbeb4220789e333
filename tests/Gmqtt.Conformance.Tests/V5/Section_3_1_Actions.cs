using Gmqtt.Hooks;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.4 CONNECT Actions.</summary>
public sealed class Section_3_1_Actions : BrokerTest
{
    // A CONNECT with everything: properties, will with properties, user name, password.
    private static readonly byte[] Full = Packet.ConnectWith(
        "client", 5, 0xEE, 10,
        [.. Packet.SessionExpiry(1), 0x21, 0, 9, 0x27, 0, 0, 1, 0, 0x22, 0, 3, 0x19, 1, 0x17, 1, .. Packet.UserProperty("a", "b")],
        Packet.Props(5, [0x18, 0, 0, 0, 1, 0x01, 1, 0x02, 0, 0, 0, 1, 0x03, .. Packet.Utf8("x"), 0x08, .. Packet.Utf8("y"), 0x09, .. Packet.Utf8("z")]),
        Packet.Utf8("will"), Packet.Utf8("payload"), Packet.Utf8("user"), Packet.Utf8("password"));

    public static TheoryData<string, byte, string> Malformed => new()
    {
        { "Property Length beyond the packet", 0x81, "10 0E 00 04 4D 51 54 54 05 02 00 00 7F 00 01 63" },
        { "unknown property 0x7E", 0x81, Properties("7E 00") },
        { "property 0x00", 0x81, Properties("00") },
        { "Session Expiry Interval cut short", 0x81, Properties("11 00 00 00") },
        { "Session Expiry Interval twice", 0x82, Properties("11 00 00 00 01 11 00 00 00 01") },
        { "Receive Maximum 0", 0x82, Properties("21 00 00") },
        { "Receive Maximum twice", 0x82, Properties("21 00 01 21 00 01") },
        { "Maximum Packet Size 0", 0x82, Properties("27 00 00 00 00") },
        { "Maximum Packet Size twice", 0x82, Properties("27 00 00 01 00 27 00 00 01 00") },
        { "Topic Alias Maximum twice", 0x82, Properties("22 00 01 22 00 01") },
        { "Request Response Information 2", 0x82, Properties("19 02") },
        { "Request Problem Information 2", 0x82, Properties("17 02") },
        { "Request Problem Information twice", 0x82, Properties("17 01 17 01") },
        { "Authentication Data without a method", 0x82, Properties("16 00 01 61") },
        { "Authentication Method twice", 0x82, Properties("15 00 01 61 15 00 01 61") },
        { "Topic Alias, a property of PUBLISH", 0x82, Properties("23 00 01") },
        { "Will Delay Interval outside of the will", 0x82, Properties("18 00 00 00 01") },
        { "Reason String, a property of answers", 0x82, Properties("1F 00 01 61") },
        { "Will Delay Interval twice", 0x82, WillProperties("18 00 00 00 01 18 00 00 00 01") },
        { "Payload Format Indicator 2", 0x82, WillProperties("01 02") },
        { "Response Topic of the will with a wildcard", 0x82, WillProperties("08 00 03 61 2F 23") },
        { "Topic Alias in the will", 0x82, WillProperties("23 00 01") },
        { "bytes behind the payload", 0x81, "10 0F 00 04 4D 51 54 54 05 02 00 00 00 00 01 63 00" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    [Mqtt5("MQTT-3.1.4-1")]
    public async Task A_connect_that_breaks_a_rule_is_refused(string rule, byte code, string connect)
    {
        Assert.NotEmpty(rule);
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Hex(connect), code);
        Assert.Empty(broker.Services.ClientService.Sessions());
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-1")]
    public async Task A_connect_that_ends_anywhere_before_its_end_is_never_accepted()
    {
        var broker = await StartAsync();
        var body = Full[2..];
        Assert.Equal(body.Length, Full[1]); // Remaining Length fits into one byte
        for (var length = 0; length < body.Length; length++)
        {
            var client = broker.Open();
            await client.SendAsync(Packet.Of(0x10, body[..length]));
            // Whoever does not get as far as the version does not get an answer.
            if (length < 7) await client.ExpectClosedAsync();
            else await client.ExpectRefusalAsync(0x81);
        }

        Assert.Empty(broker.Services.ClientService.Sessions());
        await broker.EnterAsync(Full);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-1")]
    public async Task A_connect_that_never_ends_is_closed_at_the_deadline()
    {
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendAsync(Full[..20]);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(9));
        var reading = client.TryReadAsync();
        Assert.False(reading.IsCompleted);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Null(await reading);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Mqtt5("MQTT-3.1.4-3")]
    public async Task Who_is_connected_under_the_same_identifier_gets_0x8E_and_the_end(bool cleanStart)
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var (first, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", properties: Packet.SessionExpiry(60)));
        var second = await broker.ConnectAsync("c", clean: cleanStart, properties: Packet.SessionExpiry(60));
        await first.ExpectDisconnectAsync(0x8E);
        Assert.Equal(!cleanStart, second.ConnAck.SessionPresent);
        await watcher.ExpectPublishAsync("will", "gone");
        await second.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-3")]
    public async Task Of_many_connections_under_the_same_identifier_the_last_one_stays()
    {
        var broker = await StartAsync();
        var earlier = new List<RawClient>();
        for (var i = 0; i < 5; i++) earlier.Add(await broker.ConnectAsync("c"));
        var last = await broker.ConnectAsync("c");
        foreach (var client in earlier) await client.ExpectDisconnectAsync(0x8E);
        await last.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(3)]
    [Mqtt5("MQTT-3.1.4-5")]
    public async Task An_accepted_connect_is_answered_with_0x00(int version)
    {
        var broker = await StartAsync();
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("c", version));
        var connAck = await client.ReadAsync(2);
        Assert.Equal((0x20, 0x00, 0x00), ((int)connAck.First, (int)connAck.Body[0], (int)connAck.Body[1]));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("malformed")]
    [InlineData("bad credentials")]
    [InlineData("unsupported version")]
    [Mqtt5("MQTT-3.1.4-6")]
    public async Task What_follows_a_rejected_connect_is_not_processed(string why)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellation) =>
            {
                if (request.Username == "nobody") request.Reject(Mqtt.ReasonCode.BadUserNameOrPassword);
                return next(client, request, cancellation);
            },
        });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var connect = why switch
        {
            "malformed" => Packet.ConnectWith("c", 5, 0x03, 0, []),
            "bad credentials" => Packet.ConnectWith("c", 5, 0x82, 0, [], Packet.Utf8("nobody")),
            _ => Packet.Of(0x10, Packet.Utf8("MQTT"), [6, 2, 0, 0, 0], Packet.Utf8("c")),
        };
        var client = broker.Open();
        await client.SendAsync([.. connect, .. Packet.Publish("t", "x"u8.ToArray())]);
        Assert.NotEqual(0x00, (await client.ReadAsync(2)).Body[1]);
        await client.ExpectClosedAsync();
        await subscriber.ExpectNothingAsync();
        await subscriber.PublishAsync("t", "y");
        await subscriber.ExpectPublishAsync("t", "y");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-6")]
    public async Task What_follows_an_accepted_connect_at_once_is_processed()
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var client = broker.Open();
        await client.SendAsync([.. Packet.Connect("c"), .. Packet.Publish("t", "x"u8.ToArray())]);
        await subscriber.ExpectPublishAsync("t", "x");
    }

    [Theory]
    [InlineData("30 05 00 01 74 00 78")] // PUBLISH
    [InlineData("82 07 00 01 00 00 01 74 00")] // SUBSCRIBE
    [InlineData("C0 00")] // PINGREQ
    [InlineData("10 0E 00 04 4D 51 54 54 05 02 00 00 00 00 01 63")] // CONNECT
    [Mqtt5("MQTT-3.1.2-30")]
    public async Task Within_an_authentication_exchange_another_packet_is_refused_with_0x82(string packet)
    {
        OnAuth last = (_, _, _) => ValueTask.FromResult(EnhancedAuthResponse.Accept());
        var broker = await StartAsync(new HookWrapper
        {
            OnEnhancedAuth = _ => (_, _, _) => ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue("?"u8.ToArray(), last)),
        });
        var subscriber = broker.Open();
        await subscriber.SendAsync(Packet.Connect("s"));
        await subscriber.ReadAsync(2);
        await subscriber.SubscribeAsync("#");

        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("m")]));
        Assert.Equal((byte)0x18, (await client.ReadAsync(15)).ReasonCode);
        await client.SendHexAsync(packet);
        await client.ExpectRefusalAsync(0x82);
        await subscriber.ExpectNothingAsync();
    }

    private static string Properties(string properties) => Convert.ToHexString(Packet.Connect("c", properties: Hex(properties)));

    private static string WillProperties(string properties)
        => Convert.ToHexString(Packet.ConnectWithWill("c", "will", "gone", willProperties: Hex(properties)));
}
