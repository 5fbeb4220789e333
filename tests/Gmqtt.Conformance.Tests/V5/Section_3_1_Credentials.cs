using System.Text;
using Gmqtt.Broker;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.2.8, 3.1.2.9, 3.1.3.5 and 3.1.3.6: user name and password.</summary>
public sealed class Section_3_1_Credentials : BrokerTest
{
    [Theory]
    [InlineData(0x02, "00 04 75 73 65 72")] // no flag, but a user name
    [InlineData(0x42, "00 02 70 77 00 04 75 73 65 72")] // a password, and a user name behind it
    [Mqtt5("MQTT-3.1.2-16")]
    public async Task A_user_name_without_its_flag_is_refused_with_0x81(int flags, string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, (byte)flags, 0, [], Hex(fields)), 0x81);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")] // half of its length
    [InlineData("00 04 75 73 65")] // one byte short
    [Mqtt5("MQTT-3.1.2-17")]
    public async Task A_user_name_flag_without_a_user_name_is_refused_with_0x81(string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x82, 0, [], Hex(fields)), 0x81);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-18")]
    public async Task A_password_without_its_flag_is_refused_with_0x81()
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x82, 0, [], Packet.Utf8("user"), Packet.Utf8("password")), 0x81);
    }

    [Theory]
    [InlineData(0x42, "")] // no user name either
    [InlineData(0xC2, "00 04 75 73 65 72")] // a user name alone
    [InlineData(0xC2, "00 04 75 73 65 72 00 03 70 77")] // one byte short
    [Mqtt5("MQTT-3.1.2-19")]
    public async Task A_password_flag_without_a_password_is_refused_with_0x81(int flags, string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, (byte)flags, 0, [], Hex(fields)), 0x81);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-16")]
    [Mqtt5("MQTT-3.1.2-17")]
    [Mqtt5("MQTT-3.1.2-18")]
    [Mqtt5("MQTT-3.1.2-19")]
    public async Task User_name_and_password_are_read_where_their_flags_say_so()
    {
        var seen = new List<string>();
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellation) =>
            {
                seen.Add($"{request.Username ?? "none"} {(request.Password is { } password ? Convert.ToHexString(password.Span) : "none")}");
                return next(client, request, cancellation);
            },
        });
        await broker.EnterAsync(Packet.ConnectWith("1", 5, 0x02, 0, []));
        await broker.EnterAsync(Packet.ConnectWith("2", 5, 0x82, 0, [], Packet.Utf8("user")));
        await broker.EnterAsync(Packet.ConnectWith("3", 5, 0xC2, 0, [], Packet.Utf8("user"), Packet.Binary([0xFF, 0x00])));
        await broker.EnterAsync(Packet.ConnectWith("4", 5, 0x42, 0, [], Packet.Utf8("pw"))); // a password alone is new in 5.0
        await broker.EnterAsync(Packet.ConnectWith("5", 5, 0xC2, 0, [], Packet.Utf8(""), Packet.Utf8(""))); // empty is not absent
        Assert.Equal(["none none", "user none", "user FF00", "none 7077", " "], seen);
    }

    [Theory]
    [InlineData("ED A0 80")]
    [InlineData("75 00")]
    [Mqtt5("MQTT-3.1.3-12")]
    public async Task A_user_name_that_is_not_utf8_is_refused_with_0x81(string name)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x82, 0, [], Packet.Binary(Hex(name))), 0x81);
    }

    [Theory]
    [InlineData(5, ReasonCode.BadUserNameOrPassword, 0x86)]
    [InlineData(5, ReasonCode.NotAuthorized, 0x87)]
    [InlineData(5, ReasonCode.Banned, 0x8A)]
    [InlineData(4, ReasonCode.BadUserNameOrPassword, 0x04)]
    [InlineData(4, ReasonCode.NotAuthorized, 0x05)]
    [InlineData(3, ReasonCode.BadUserNameOrPassword, 0x04)]
    [Mqtt5("MQTT-3.1.4-2")]
    public async Task Wrong_credentials_get_the_code_of_the_plugin_and_the_end(int version, ReasonCode reason, byte code)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                if (request.Password is { } password && Encoding.UTF8.GetString(password.Span) == "right") request.Accept();
                else request.Reject(reason);
                return default;
            },
        });
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWith("c", version, 0xC2, 0, [], Packet.Utf8("user"), Packet.Utf8("wrong")));
        await client.ExpectRefusalAsync(code);
        await broker.EnterAsync(Packet.ConnectWith("c", 5, 0xC2, 0, [], Packet.Utf8("user"), Packet.Utf8("right")));
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-2")]
    public async Task A_client_that_nobody_vouches_for_is_refused_with_0x87_where_anonymous_ones_are()
    {
        var broker = await StartAsync(TestBroker.Defaults with { AllowAnonymous = false });
        await broker.ExpectRefusalAsync(Packet.Connect("c"), 0x87);
    }

    [Theory]
    [InlineData(5, 0x84)]
    [InlineData(4, 0x01)]
    [Mqtt5("MQTT-3.1.4-2")]
    public async Task A_listener_that_does_not_speak_the_version_refuses_it(int version, byte code)
    {
        var broker = await StartAsync();
        var listener = new Gmqtt.Broker.Connections.ListenerPolicy { Name = "old", Versions = new HashSet<ProtocolVersion> { ProtocolVersion.V31 } };
        var client = broker.Open(listener);
        client.Version = version;
        await client.SendAsync(Packet.Connect("c", version));
        await client.ExpectRefusalAsync(code);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.4-2")]
    public async Task One_session_too_many_is_refused_with_0x97()
    {
        var broker = await StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxSessions = 1 } });
        await broker.ConnectAsync("first");
        await broker.ExpectRefusalAsync(Packet.Connect("second"), 0x97);
    }
}
