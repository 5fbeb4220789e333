using System.Net;
using Gmqtt.Broker.Connections;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>OnAccept, OnBasicAuth, OnEnhancedAuth and OnReAuth: what they see and how they let a client in.</summary>
public sealed class ConnectHookTests
{
    [Fact]
    public async Task OnAccept_sees_where_the_connection_comes_from()
    {
        AcceptRequest? seen = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnAccept = next => (request, ct) =>
                {
                    seen = request;
                    return next(request, ct);
                },
            });
        var client = broker.Open(new ListenerPolicy { Name = "tls://[::]:8883" }, remote: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1234));
        await client.SendAsync(Packet.Connect("c"));
        await client.ReadAsync(2);
        Assert.Equal(("tls://[::]:8883", "192.0.2.7:1234"), (seen!.Listener, seen.RemoteEndPoint!.ToString()));
        Assert.Equal(seen.ConnectionId, broker.Services.ClientService.GetClient("c")!.ConnectionId);
    }

    [Fact]
    public async Task OnBasicAuth_sees_the_whole_CONNECT()
    {
        ConnectRequest? seen = null;
        await using var broker = await StartAsync(r => seen = r);
        var client = broker.Open();
        byte[] will = [0x18, 0, 0, 0, 9, 0x03, .. Packet.Utf8("text/plain")];
        await client.SendAsync(Packet.ConnectWith(
            "c", 5, 0xEC, 30, Packet.UserProperty("k", "v"), Packet.Props(5, will), Packet.Utf8("will"), Packet.Binary([1, 2]), Packet.Utf8("user"), Packet.Binary([0xFF, 0x00])));
        await client.ReadAsync(2);
        Assert.Equal(("c", ProtocolVersion.V5, "user", false, 30), (seen!.ClientId, seen.Version, seen.Username, seen.CleanStart, (int)seen.KeepAlive));
        Assert.Equal([0xFF, 0x00], seen.Password!.Value.ToArray());
        Assert.Equal([new UserProperty("k", "v")], seen.UserProperties);
        Assert.Equal(
            ("will", QoS.AtLeastOnce, true, "text/plain", TimeSpan.FromSeconds(9)),
            (seen.Will!.Message.TopicName, seen.Will.Message.QoS, seen.Will.Message.Retain, seen.Will.Message.ContentType, seen.Will.Delay));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public async Task Who_is_neither_accepted_nor_rejected_is_anonymous(bool allowAnonymous, bool accepts, bool letIn)
    {
        await using var broker = await StartAsync(
            r =>
            {
                if (accepts) r.Accept();
            },
            TestBroker.Defaults with { AllowAnonymous = allowAnonymous });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        Assert.Equal(letIn ? 0x00 : 0x87, (await client.ReadAsync(2)).ReasonCode);
    }

    [Fact]
    public async Task A_rejection_outweighs_an_acceptance_whichever_comes_first()
    {
        foreach (var acceptFirst in new[] { true, false })
        {
            await using var broker = await StartAsync(r =>
            {
                if (acceptFirst) r.Accept();
                r.Reject(ReasonCode.Banned);
                if (!acceptFirst) r.Accept();
            });
            var client = broker.Open();
            await client.SendAsync(Packet.Connect("c"));
            Assert.Equal(0x8A, (await client.ReadAsync(2)).ReasonCode);
        }
    }

    [Theory]
    [InlineData(true, 0x00)]
    [InlineData(false, 0x87)]
    public async Task A_listener_may_say_otherwise_about_anonymous_clients(bool allowed, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { AllowAnonymous = !allowed });
        var client = broker.Open(new ListenerPolicy { Name = "l", AllowAnonymous = allowed });
        await client.SendAsync(Packet.Connect("c"));
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode);
    }

    [Fact]
    public async Task A_refused_client_does_not_touch_the_session_of_that_name()
    {
        await using var broker = await StartAsync(r =>
        {
            if (r.Username == "thief") r.Reject(ReasonCode.NotAuthorized);
        });
        var owner = await broker.ConnectAsync("c");
        var thief = broker.Open();
        await thief.SendAsync(Packet.ConnectWith("c", 5, 0x82, 0, [], Packet.Utf8("thief")));
        Assert.Equal(0x87, (await thief.ReadAsync(2)).ReasonCode);
        await owner.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_enhanced_exchange_goes_on_step_by_step_and_vouches_for_the_client()
    {
        var steps = new List<string>();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults with { AllowAnonymous = false },
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, request, _) =>
                {
                    steps.Add($"{request.AuthenticationMethod}:{Text(request.AuthenticationData)}");
                    return new(EnhancedAuthResponse.Continue("challenge"u8.ToArray(), (_, step, _) =>
                    {
                        steps.Add(Text(step.AuthenticationData));
                        step.Options!.MaximumPacketSize = 4321;
                        return new(EnhancedAuthResponse.Accept("welcome"u8.ToArray()));
                    }));
                },
            });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("M"), 0x16, .. Packet.Utf8("hello")]));
        var challenge = await client.ReadAsync(15);
        Assert.Equal((0x18, "M", "challenge"), (challenge.ReasonCode, challenge.Text(0x15), challenge.Text(0x16))); // [MQTT-4.12.0-2]
        await client.SendAsync(Packet.Auth(0x18, "M", "response"u8.ToArray()));
        var connAck = await client.ReadAsync(2);
        Assert.Equal((0x00, "M", "welcome"), (connAck.ReasonCode, connAck.Text(0x15), connAck.Text(0x16)));
        Assert.Equal(4321, connAck.Number(0x27));
        Assert.Equal(["M:hello", "response"], steps);
    }

    [Theory]
    [InlineData("other method", 0x82)]
    [InlineData("wrong code", 0x82)]
    [InlineData("a PUBLISH", 0x82)]
    public async Task What_does_not_continue_the_exchange_ends_it(string what, byte code)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper { OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue(default, (_, _, _) => new(EnhancedAuthResponse.Accept()))) });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("M")]));
        await client.ReadAsync(15);
        await client.SendAsync(what switch
        {
            "other method" => Packet.Auth(0x18, "N"),
            "wrong code" => Packet.Auth(0x19, "M"),
            _ => Packet.Publish("t", []),
        });
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode); // [MQTT-4.12.0-3]
        await client.ExpectClosedAsync();
    }

    [Fact]
    public async Task A_re_authentication_may_take_steps_and_may_be_refused()
    {
        var accept = true;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
                OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue("again"u8.ToArray(), (_, step, _) =>
                {
                    if (!accept) step.Reject(ReasonCode.NotAuthorized, "no more");
                    return new(EnhancedAuthResponse.Accept("fine"u8.ToArray()));
                })),
            });
        var client = await broker.ConnectAsync("c", properties: [0x15, .. Packet.Utf8("M")]);
        foreach (var verdict in new[] { true, false })
        {
            accept = verdict;
            await client.SendAsync(Packet.Auth(0x19, "M"));
            Assert.Equal("again", (await client.ReadAsync(15)).Text(0x16));
            await client.SendAsync(Packet.Auth(0x18, "M", [1]));
            if (verdict) Assert.Equal("fine", (await client.ReadAsync(15)).Text(0x16));
        }

        await client.ExpectDisconnectAsync(0x87); // [MQTT-4.12.1-2]
    }

    private static string Text(ReadOnlyMemory<byte>? data) => data is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : "";

    private static Task<TestBroker> StartAsync(Action<ConnectRequest> hook, BrokerOptions? options = null) => TestBroker.StartAsync(
        options ?? TestBroker.Defaults,
        new HookWrapper
        {
            OnBasicAuth = next => (client, request, ct) =>
            {
                hook(request);
                return next(client, request, ct);
            },
        });
}
