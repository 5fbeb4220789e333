using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>AUTH.</summary>
public sealed class Section_3_15
{
    [Theory]
    [Mqtt5("MQTT-3.15.1-1")]
    [InlineData(0xF1)]
    [InlineData(0xF2)]
    [InlineData(0xF8)]
    public async Task AUTH_with_a_reserved_flag_closes_with_0x81(byte firstByte)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.AuthenticateAsync("c");
        // Re-authenticate | properties: Authentication Method "K"
        await client.SendAsync(firstByte, 0x06, 0x19, 0x04, 0x15, 0x00, 0x01, (byte)'K');
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.15.2-1")]
    public async Task The_server_sends_0x18_while_an_exchange_goes_on_and_0x00_when_a_re_authentication_has_succeeded()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: ChallengeMethod.Method()));
        Assert.Equal(0x18, (await client.ReadAsync(15)).ReasonCode);
        await client.SendAsync(ChallengeMethod.Auth(0x18, "secret"));
        await client.ReadAsync(2);
        await client.SendAsync(ChallengeMethod.Auth(0x19, "again"));
        Assert.Equal(0x18, (await client.ReadAsync(15)).ReasonCode);
        await client.SendAsync(ChallengeMethod.Auth(0x18, "secret"));
        Assert.Equal(0x00, (await client.ReadAsync(15)).ReasonCode);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.15.2-1")]
    [InlineData(0x00)] // the server's alone
    [InlineData(0x01)]
    [InlineData(0x1A)]
    [InlineData(0x80)]
    [InlineData(0x87)]
    public async Task AUTH_with_a_code_that_a_client_may_not_send_closes_with_0x82(byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = await broker.AuthenticateAsync("c");
        await client.SendAsync(ChallengeMethod.Auth(code, "again"));
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.15.2-2")]
    [Mqtt5("MQTT-3.15.2-3")]
    public async Task AUTH_of_the_server_has_neither_Reason_String_nor_User_Property_and_so_fits_where_its_data_fit()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, ChallengeMethod.Hook);
        var client = broker.Open();
        // Maximum Packet Size 20: exactly the challenge
        await client.SendAsync(Packet.Connect("c", properties: [.. ChallengeMethod.Method(), 0x27, 0, 0, 0, 20]));
        // Continue authentication | 16 bytes of properties | Authentication Method "K" | Authentication Data "challenge"
        await client.ExpectAsync([0xF0, 0x12, 0x18, 0x10, 0x15, 0x00, 0x01, (byte)'K', 0x16, 0x00, 0x09, .. "challenge"u8]);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.15.2-2")]
    [Mqtt5("MQTT-3.15.2-3")]
    public async Task An_exchange_whose_AUTH_would_exceed_Maximum_Packet_Size_ends_instead()
    {
        var hook = new HookWrapper { OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue(new byte[100], (_, _, _) => new(EnhancedAuthResponse.Accept()))) };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, hook);
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [.. ChallengeMethod.Method(), 0x27, 0, 0, 0, 50])); // Maximum Packet Size 50
        var last = await client.ReadLastAsync();
        Assert.True(last is null or { Type: 2, ReasonCode: >= 0x80, Body.Length: <= 48 }, $"{last}");
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.15.2-2")]
    [Mqtt5("MQTT-3.15.2-3")]
    public async Task A_re_authentication_whose_AUTH_would_exceed_Maximum_Packet_Size_ends_instead()
    {
        var hook = new HookWrapper
        {
            OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
            OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept(new byte[100])),
        };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, hook);
        var client = await broker.ConnectAsync("c", properties: [.. ChallengeMethod.Method(), 0x27, 0, 0, 0, 50]);
        await client.SendAsync(ChallengeMethod.Auth(0x19, ""));
        await client.ExpectDisconnectAsync(0x95);
        Assert.Empty(broker.Log.Errors);
    }
}
