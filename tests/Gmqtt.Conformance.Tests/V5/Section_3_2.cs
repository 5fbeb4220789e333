using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.2 CONNACK: when it comes, its flags and its reason codes.</summary>
public sealed class Section_3_2 : BrokerTest
{
    // Table 3-1 of the standard.
    private static readonly byte[] Listed =
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
    ];

    [Fact]
    [Mqtt5("MQTT-3.2.0-1")]
    public async Task The_connack_comes_before_what_waits_in_the_session()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS2Async("t", "in flight");
        await client.ExpectPublishAsync("t", "in flight");
        await client.DropAsync();
        await publisher.PublishQoS1Async("t", "queued");

        client = broker.Open();
        await client.SendAsync(Packet.Connect("c", clean: false, properties: Packet.SessionExpiry(60)));
        var first = await client.ReadAsync();
        Assert.Equal((2, (byte)0x00), (first.Type, first.ReasonCode));
        await client.ExpectPublishAsync("t", "in flight");
        await client.ExpectPublishAsync("t", "queued");
    }

    [Fact]
    [Mqtt5("MQTT-3.2.0-1")]
    [Mqtt5("MQTT-3.2.0-2")]
    public async Task In_an_authentication_exchange_only_auth_comes_before_the_connack_and_no_second_one_after_it()
    {
        var broker = await StartAsync(TwoSteps());
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("m")]));
        await client.ReadAsync(15);
        await client.SendAsync(Packet.Auth(0x18, "m", [1]));
        Assert.Equal((byte)0x00, (await client.ReadAsync(2)).ReasonCode);

        // Re-authentication: AUTH 0x19, 0x18, 0x18, 0x00. It ends without a CONNACK.
        await client.SendAsync(Packet.Auth(0x19, "m", [1]));
        Assert.Equal((byte)0x18, (await client.ReadAsync(15)).ReasonCode);
        await client.SendAsync(Packet.Auth(0x18, "m", [1]));
        Assert.Equal((byte)0x00, (await client.ReadAsync(15)).ReasonCode);
        await client.SendAsync(Packet.Connect("c"));
        await client.ExpectDisconnectAsync(0x82);
    }

    [Theory]
    [InlineData("10 0E 00 04 4D 51 54 54 05 02 00 00 00 00 01 63")] // a second CONNECT
    [InlineData("C1 00")] // malformed
    [InlineData("20 03 00 00 00")] // a CONNACK from the client
    [Mqtt5("MQTT-3.2.0-2")]
    public async Task Errors_after_the_connack_are_not_told_by_another_one(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        var types = new List<int>();
        while (await client.TryReadAsync() is { } received) types.Add(received.Type);
        Assert.Equal([14], types);
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-1")]
    [Mqtt5("MQTT-3.2.2-2")]
    [Mqtt5("MQTT-3.2.2-3")]
    public async Task Session_present_tells_the_truth_and_the_other_flags_are_0()
    {
        var broker = await StartAsync();
        Assert.Equal(0x00, await FlagsAsync(clean: true)); // nothing is there
        Assert.Equal(0x01, await FlagsAsync(clean: false)); // it is there
        Assert.Equal(0x01, await FlagsAsync(clean: false)); // and still
        Assert.Equal(0x00, await FlagsAsync(clean: true)); // it was, and is discarded
        Assert.Equal(0x01, await FlagsAsync(clean: false)); // the one that took its place
        await broker.AdvanceAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(0x00, await FlagsAsync(clean: false)); // expired

        async Task<byte> FlagsAsync(bool clean)
        {
            var client = await broker.ConnectAsync("c", clean: clean, properties: Packet.SessionExpiry(60));
            await client.DropAsync();
            return client.ConnAck.Body[0];
        }
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("malformed")]
    [InlineData("protocol error")]
    [InlineData("will on a reserved topic")]
    [Mqtt5("MQTT-3.2.2-6")]
    [Mqtt5("MQTT-3.2.2-7")]
    [Mqtt5("MQTT-3.2.2-8")]
    public async Task A_refusal_says_that_no_session_is_present_even_where_there_is_one(string why)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellation) =>
            {
                if (request.Password is not null) request.Reject(ReasonCode.BadUserNameOrPassword);
                return next(client, request, cancellation);
            },
        });
        var properties = Packet.SessionExpiry(60);
        var client = await broker.ConnectAsync("c", clean: false, properties: properties);
        await client.SubscribeAsync("t");
        await client.DropAsync();
        var connect = why switch
        {
            "wrong password" => Packet.ConnectWith("c", 5, 0x40, 0, properties, Packet.Utf8("wrong")),
            "malformed" => Packet.ConnectWith("c", 5, 0x01, 0, properties),
            "protocol error" => Packet.Connect("c", clean: false, properties: [.. properties, .. properties]),
            _ => Packet.ConnectWithWill("c", "$SYS/x", "", clean: false, properties: properties),
        };
        var refused = broker.Open();
        await refused.SendAsync(connect);
        var connAck = await refused.ReadAsync(2);
        Assert.Equal(0x00, connAck.Body[0]);
        Assert.InRange(connAck.ReasonCode, 0x80, 0xFF);
        Assert.Contains(connAck.ReasonCode, Listed);
        await refused.ExpectClosedAsync();

        // Nothing of the session was lost by it.
        client = await broker.ConnectAsync("c", clean: false, properties: properties);
        Assert.True(client.ConnAck.SessionPresent);
        await client.PublishAsync("t", "x");
        await client.ExpectPublishAsync("t", "x");
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-6")]
    [Mqtt5("MQTT-3.2.2-7")]
    public async Task Another_version_is_refused_without_a_session_present()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.DropAsync();
        var refused = broker.Open();
        await refused.SendAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [6, 0, 0, 0, 0], Packet.Utf8("c")));
        await refused.ExpectAsync(0x20, 0x02, 0x00, 0x01);
        await refused.ExpectClosedAsync();
    }

    public static TheoryData<ReasonCode> AllCodes => [.. Enum.GetValues<ReasonCode>().Where(code => (byte)code >= 0x80)];

    [Theory]
    [MemberData(nameof(AllCodes))]
    [Mqtt5("MQTT-3.2.2-8")]
    [Mqtt5("MQTT-3.2.2-7")]
    public async Task A_plugin_cannot_make_the_broker_send_a_code_that_is_not_for_connack(ReasonCode code)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                request.Reject(code);
                return default;
            },
        });
        // A listed code is passed on; any other becomes 0x80.
        await broker.ExpectRefusalAsync(Packet.Connect("c"), Listed.Contains((byte)code) ? (byte)code : (byte)0x80);
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-8")]
    [Mqtt5("MQTT-3.1.4-5")]
    public async Task A_plugin_that_fails_is_a_refusal_with_0x88_and_its_own_log_line()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnBasicAuth = _ => (_, _, _) => throw new InvalidOperationException("a plugin's fault"),
        });
        await broker.ExpectRefusalAsync(Packet.Connect("c"), 0x88);
        Assert.Single(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-5")]
    [Mqtt5("MQTT-3.2.2-1")]
    public async Task The_connack_states_what_the_client_has_to_know_and_nothing_else()
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 0 });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        await client.ExpectAsync(
            0x20, 0x0E, 0x00, 0x00, 0x0B, // CONNACK, flags, reason, eleven bytes of properties
            0x21, 0x00, 0x64, // Receive Maximum 100
            0x27, 0x00, 0x10, 0x00, 0x00, // Maximum Packet Size 1 MiB
            0x22, 0x00, 0x20); // Topic Alias Maximum 32
        await client.ExpectNothingAsync();
    }

    private static HookWrapper TwoSteps()
    {
        OnAuth last = (_, _, _) => ValueTask.FromResult(EnhancedAuthResponse.Accept());
        return new HookWrapper
        {
            OnEnhancedAuth = _ => (_, _, _) => ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue("?"u8.ToArray(), last)),
            OnReAuth = _ => (_, _, _) => ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue("?"u8.ToArray(), last)),
        };
    }
}
