using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Enhanced authentication.</summary>
public sealed class Section_4_12
{
    [Fact]
    [Mqtt5("MQTT-4.12.0-1")]
    public async Task A_method_that_no_plugin_offers_is_refused_with_0x8C_and_closed()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: ChallengeMethod.Method("nope")));
        var connack = await client.ReadAsync(2);
        Assert.Equal((0x8C, false), (connack.ReasonCode, connack.SessionPresent));
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-1")]
    public async Task A_method_that_the_plugins_do_not_know_is_refused_with_0x8C_and_closed()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: ChallengeMethod.Method("k"))); // method names are compared as they are
        Assert.Equal(0x8C, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-2")]
    [Mqtt5("MQTT-4.12.0-5")]
    public async Task An_exchange_goes_by_AUTH_0x18_with_the_method_and_ends_with_CONNACK_with_the_method()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = broker.Open();
        // CONNECT | "MQTT" 5 | Clean Start | Keep Alive 0 | properties: Authentication Method "K" | Client Identifier "c"
        await client.SendHexAsync("10 12 0004 4D515454 05 02 0000 04 15 0001 4B 0001 63");
        // AUTH | Continue authentication | properties: Authentication Method "K", Authentication Data "challenge"
        await client.ExpectAsync([0xF0, 0x12, 0x18, 0x10, 0x15, 0x00, 0x01, (byte)'K', 0x16, 0x00, 0x09, .. "challenge"u8]);
        // AUTH | Continue authentication | properties: Authentication Method "K", Authentication Data "secret"
        await client.SendHexAsync("F0 0F 18 0D 15 0001 4B 16 0006 736563726574");
        var connack = await client.ReadAsync(2);
        Assert.Equal((0x00, "K", "proof"), (connack.ReasonCode, connack.Text(0x15), connack.Text(0x16)));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.12.0-3")]
    [InlineData(0x00)]
    [InlineData(0x19)] // there is nothing to repeat yet
    [InlineData(0x87)]
    public async Task AUTH_of_the_client_with_another_code_than_0x18_ends_the_exchange_with_a_protocol_error(byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.BeginAsync("c");
        await client.SendAsync(ChallengeMethod.Auth(code, "secret"));
        Assert.Equal(0x82, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-4")]
    public async Task The_first_step_can_be_refused_by_CONNACK_and_close()
    {
        var hook = new HookWrapper
        {
            OnEnhancedAuth = _ => (_, request, _) =>
            {
                request.Reject(Mqtt.ReasonCode.NotAuthorized);
                return new((EnhancedAuthResponse?)null);
            },
        };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, hook);
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: ChallengeMethod.Method()));
        Assert.Equal(0x87, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-4")]
    public async Task A_later_step_can_be_refused_by_CONNACK_and_close()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.BeginAsync("c");
        await client.SendAsync(ChallengeMethod.Auth(0x18, "wrong"));
        Assert.Equal(0x87, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-4")]
    public async Task An_exchange_with_another_method_in_between_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.BeginAsync("c");
        await client.SendAsync(ChallengeMethod.Auth(0x18, "secret", method: "L"));
        var connack = await client.ReadAsync(2);
        Assert.True(connack.ReasonCode is 0x82 or 0x8C, $"{connack}");
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-6")]
    public async Task A_client_without_a_method_gets_no_AUTH_and_no_method()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.ConnectAsync("c"); // fails unless the first packet is CONNACK
        Assert.False(client.ConnAck.Has(0x15));
        Assert.False(client.ConnAck.Has(0x16));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.12.0-7")]
    [InlineData("F0 06 19 04 15 0001 4B")] // Re-authenticate, method "K"
    [InlineData("F0 06 18 04 15 0001 4B")] // Continue authentication, method "K"
    [InlineData("F0 02 19 00")] // no method either
    public async Task AUTH_of_a_client_that_connected_without_a_method_closes_with_0x82(string packet)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.12.1-1")]
    [InlineData("F0 06 19 04 15 0001 4C")] // method "L"
    [InlineData("F0 02 19 00")] // no method
    public async Task Re_authentication_by_another_method_closes_with_0x82(string packet)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.AuthenticateAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.0-2")]
    [Mqtt5("MQTT-4.12.0-5")]
    public async Task Re_authentication_goes_by_AUTH_with_the_method_while_messages_flow()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.AuthenticateAsync("c");
        await client.SubscribeAsync("a");
        await client.SendAsync(ChallengeMethod.Auth(0x19, "again"));
        var challenge = await client.ReadAsync(15);
        Assert.Equal((0x18, "K", "challenge"), (challenge.ReasonCode, challenge.Text(0x15), challenge.Text(0x16)));
        await client.PublishAsync("a", "meanwhile");
        Assert.Equal("meanwhile", (await client.ReadAsync(3)).Payload);
        await client.SendAsync(ChallengeMethod.Auth(0x18, "secret"));
        var done = await client.ReadAsync(15);
        Assert.Equal((0x00, "K", "proof"), (done.ReasonCode, done.Text(0x15), done.Text(0x16)));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.12.1-2")]
    [InlineData("wrong", "")]
    [InlineData("again", "wrong")]
    public async Task A_failed_re_authentication_ends_with_DISCONNECT_and_close(string first, string second)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.AuthenticateAsync("c");
        await client.SendAsync(ChallengeMethod.Auth(0x19, first));
        if (second.Length > 0)
        {
            await client.ReadAsync(15);
            await client.SendAsync(ChallengeMethod.Auth(0x18, second));
        }

        await client.ExpectDisconnectAsync(0x87);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.12.1-2")]
    public async Task Re_authentication_that_no_plugin_answers_ends_with_DISCONNECT_and_close()
    {
        var hook = new HookWrapper { OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()) };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, hook);
        var client = await broker.ConnectAsync("c", properties: ChallengeMethod.Method());
        await client.SendAsync(ChallengeMethod.Auth(0x19, "again"));
        await client.ExpectDisconnectAsync(0x8C);
        Assert.Empty(broker.Log.Errors);
    }
}
