using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>A deciding hook that throws decides no; an observing hook that throws is ignored; both are logged, and nobody else notices.</summary>
public sealed class FaultTests
{
    private static readonly InvalidOperationException Fault = new("a plugin's bug");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OnAccept_closes_without_a_word(bool throws)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults, new HookWrapper { OnAccept = _ => (_, _) => throws ? throw Fault : ValueTask.FromResult(false) });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        await client.ExpectClosedAsync();
        AssertLogged(broker, throws ? nameof(OnAccept) : null);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(5, 0x88)]
    public async Task OnBasicAuth_refuses_with_server_unavailable(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnBasicAuth = _ => (_, _, _) => throw Fault });
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("c", version));
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        AssertLogged(broker, nameof(OnBasicAuth));
    }

    [Fact]
    public async Task OnEnhancedAuth_and_its_steps_refuse_with_server_unavailable()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, request, _) => request.AuthenticationMethod == "first"
                    ? throw Fault
                    : new(EnhancedAuthResponse.Continue(new byte[] { 1 }, (_, _, _) => throw Fault)),
            });
        var first = broker.Open();
        await first.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("first")]));
        Assert.Equal(0x88, (await first.ReadAsync(2)).ReasonCode);
        await first.ExpectClosedAsync();
        var second = broker.Open();
        await second.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("second")]));
        await second.ReadAsync(15);
        await second.SendAsync(Packet.Auth(0x18, "second", [2]));
        Assert.Equal(0x88, (await second.ReadAsync(2)).ReasonCode);
        await second.ExpectClosedAsync();
    }

    [Fact]
    public async Task OnReAuth_disconnects_with_bad_authentication_method()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
                OnReAuth = _ => (_, _, _) => throw Fault,
            });
        var client = await broker.ConnectAsync("c", properties: [0x15, .. Packet.Utf8("M")]);
        await client.SendAsync(Packet.Auth(0x19, "M"));
        await client.ExpectDisconnectAsync(0x8C);
        AssertLogged(broker, nameof(OnReAuth));
    }

    [Theory]
    [InlineData(4, 0x80)]
    [InlineData(5, 0x83)]
    public async Task OnSubscribe_refuses_every_filter(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnSubscribe = _ => (_, _, _) => throw Fault });
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("a", 0), ("b", 1)));
        Assert.Equal([code, code], (await client.ReadAsync(9)).ReasonCodes);
        Assert.Equal(0, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent);
        AssertLogged(broker, nameof(OnSubscribe));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task OnUnsubscribe_keeps_every_filter(int version)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnUnsubscribe = _ => (_, _, _) => throw Fault });
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a");
        await client.SendAsync(Packet.Unsubscribe(2, version, "a"));
        Assert.Equal(version == 5 ? [0x83] : [], (await client.ReadAsync(11)).ReasonCodes);
        Assert.Equal(1, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent);
        AssertLogged(broker, nameof(OnUnsubscribe));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task OnMsgArrived_drops_the_message_and_the_connection_stays(int version, bool later)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => async (_, _, _) =>
                {
                    if (later) await Task.Yield();
                    throw Fault;
                },
            });
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("t", 2);
        await client.PublishAsync("t", "0", retain: true);
        await client.PublishAsync("t", "1", qos: 1, packetId: 1, retain: true);
        await client.ExpectAsync(version == 5 ? [0x40, 0x03, 0x00, 0x01, 0x83] : [0x40, 0x02, 0x00, 0x01]);
        await client.PublishAsync("t", "2", qos: 2, packetId: 2, retain: true);
        await client.ExpectAsync(version == 5 ? [0x50, 0x03, 0x00, 0x02, 0x83] : [0x50, 0x02, 0x00, 0x02]);
        await client.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.RetainedService.Count);
        AssertLogged(broker, nameof(OnMsgArrived));
    }

    [Fact]
    public async Task OnWillPublish_drops_the_will()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnWillPublish = _ => (_, _, _) => throw Fault });
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x", retain: true));
        await client.ReadAsync(2);
        await client.DropAsync();
        await watcher.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.RetainedService.Count);
        Assert.Null(broker.Services.ClientService.GetSession("c")); // the session has ended all the same
        AssertLogged(broker, nameof(OnWillPublish));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Observing_hooks_that_throw_change_nothing(int version)
    {
        var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnConnected = _ => (_, _) => throw Fault,
                OnSessionCreated = _ => (_, _) => throw Fault,
                OnSessionResumed = _ => (_, _) => throw Fault,
                OnSessionTerminated = _ => (_, _, _) => throw Fault,
                OnSubscribed = _ => (_, _, _) => throw Fault,
                OnUnsubscribed = _ => (_, _, _) => throw Fault,
                OnDelivered = _ => (_, _) => throw Fault,
                OnMsgDropped = _ => (_, _, _) => throw Fault,
                OnClosed = _ => (_, _, _) => throw Fault,
                OnWillPublished = _ => (_, _, _) => throw Fault,
                OnStop = _ => _ => throw Fault,
            });
        var client = await broker.ConnectAsync("c", version, clean: false, properties: version == 5 ? Packet.SessionExpiry(60) : null);
        Assert.Equal([1], (await client.SubscribeAsync("t", 1)).ReasonCodes);
        for (var i = 1; i <= 2; i++)
        {
            await client.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            Assert.Equal(3, (await client.ReadAsync()).Type);
            Assert.Equal(4, (await client.ReadAsync()).Type);
        }

        await client.DropAsync();
        client = await broker.ConnectAsync("c", version, clean: false);
        Assert.True(client.ConnAck.SessionPresent);
        await broker.DisposeAsync();
        Assert.All(broker.Log.Errors, line => Assert.Contains("a plugin's bug", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReasonCode.QuotaExceeded, 0x97, 0x97)]
    [InlineData(ReasonCode.TopicNameInvalid, 0x90, 0x80)] // a code that a SUBACK must not have becomes 0x80
    public async Task A_reason_exception_is_a_refusal_and_no_fault(ReasonCode code, byte pubAck, byte subAck)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => (_, _, _) => throw new MqttReasonException(code, "said so"),
                OnSubscribe = _ => (_, _, _) => throw new MqttReasonException(code, "said so"),
                OnUnsubscribe = _ => (_, _, _) => throw new MqttReasonException(ReasonCode.NotAuthorized),
            });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        var refused = await client.ReadAsync(4);
        Assert.Equal((pubAck, "said so"), (refused.ReasonCode, refused.Text(0x1F)));
        var suback = await client.SubscribeAsync("t");
        Assert.Equal([subAck], suback.ReasonCodes);
        Assert.Equal("said so", suback.Text(0x1F));
        await client.SendAsync(Packet.Unsubscribe(2, 5, "t"));
        Assert.Equal([0x87], (await client.ReadAsync(11)).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task What_a_plugin_registers_with_its_token_and_throws_harms_nobody()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => async (_, _, ct) =>
                {
                    ct.Register(() => throw Fault);
                    await Task.Delay(Timeout.Infinite, ct);
                },
            });
        var client = await broker.ConnectAsync("c", keepAlive: 1);
        await client.PublishAsync("t", "x");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.7)); // the token is cancelled by the heartbeat
        await client.ExpectDisconnectAsync(0x8D);
        await broker.Server.SwapHooksAsync([]);
        var next = await broker.ConnectAsync("next", keepAlive: 1);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.7)); // and the heart beats on
        await next.ExpectDisconnectAsync(0x8D);
    }

    private static void AssertLogged(TestBroker broker, string? hook)
    {
        if (hook is null) Assert.Empty(broker.Log.Errors);
        else Assert.Contains(broker.Log.Lines, l => l.Level == LogLevel.Error && l.Text.Contains(hook, StringComparison.Ordinal) && ReferenceEquals(l.Exception, Fault));
        Assert.All(broker.Log.Errors, line => Assert.Contains("hook", line, StringComparison.Ordinal));
    }
}
