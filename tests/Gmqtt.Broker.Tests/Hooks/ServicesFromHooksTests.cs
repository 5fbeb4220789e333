using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>Every service may be called, and awaited, from within every hook: nothing the broker holds meanwhile stands in the way.</summary>
public sealed class ServicesFromHooksTests
{
    /// <summary>The hooks that can wait for a service.</summary>
    public static TheoryData<string> Awaiting =>
    [
        nameof(OnAccept), nameof(OnBasicAuth), nameof(OnSessionCreated), nameof(OnConnected), nameof(OnSubscribe), nameof(OnSubscribed), nameof(OnMsgArrived),
        nameof(OnUnsubscribe), nameof(OnUnsubscribed), nameof(OnClosed), nameof(OnWillPublish), nameof(OnWillPublished), nameof(OnSessionTerminated), nameof(OnSessionResumed),
        nameof(OnStop),
    ];

    [Theory]
    [MemberData(nameof(Awaiting))]
    public async Task Publishing_is_possible_in(string hook)
    {
        var got = await LiveAsync(hook, async services => (await services.Publisher.PublishAsync(new Message { TopicName = "from/hook", Retain = true, Payload = "x"u8.ToArray() })).Retained);
        Assert.True(got);
    }

    [Theory]
    [MemberData(nameof(Awaiting))]
    public async Task Ending_the_session_of_another_client_is_possible_in(string hook)
        => Assert.True(await LiveAsync(hook, services => services.ClientService.TerminateSessionAsync("other")));

    [Theory]
    [MemberData(nameof(Awaiting))]
    public async Task Ending_the_own_session_is_possible_in(string hook)
        => await LiveAsync(hook, services => services.ClientService.TerminateSessionAsync("c"));

    [Theory]
    [MemberData(nameof(Awaiting))]
    public async Task Disconnecting_oneself_is_possible_in(string hook)
        => await LiveAsync(hook, services => ValueTask.FromResult(services.ClientService.Disconnect("c")));

    [Theory]
    [MemberData(nameof(Awaiting))]
    public async Task Subscribing_another_client_is_possible_in(string hook)
        => Assert.True(await LiveAsync(
            hook, async services => (await services.SubscriptionService.SubscribeAsync("other", [new Subscription { TopicFilter = "by/hook" }])).Count == 1));

    [Fact]
    public async Task A_client_whose_hook_ends_its_own_session_is_disconnected_and_its_session_is_gone()
    {
        TestBroker broker = null!;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    Assert.True(await broker.Services.ClientService.TerminateSessionAsync(client.ClientId, CancellationToken.None));
                    await next(client, request, ct);
                },
            });
        await using var _ = broker;
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        while ((await client.ReadAsync()) is { Type: not 14 } or { Body: not [0x98, ..] })
        {
        }

        await client.EndedAsync();
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c") is null);
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        Assert.False(client.ConnAck.SessionPresent);
    }

    [Fact]
    public async Task Ending_the_own_session_is_possible_in_OnReAuth()
    {
        TestBroker broker = null!;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
                OnReAuth = _ => async (client, _, _) =>
                {
                    await broker.Services.ClientService.TerminateSessionAsync(client.ClientId, CancellationToken.None);
                    return EnhancedAuthResponse.Accept();
                },
            });
        await using var _ = broker;
        var client = await broker.ConnectAsync("c", properties: [.. Packet.SessionExpiry(600), 0x15, .. Packet.Utf8("M")]);
        await client.SendAsync(Packet.Auth(0x19, "M"));
        await client.EndedAsync();
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c") is null);
    }

    [Fact]
    public async Task Two_clients_whose_hooks_end_each_others_sessions_do_not_lock_each_other_out()
    {
        TestBroker broker = null!;
        var both = new TaskCompletionSource();
        var arrived = 0;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    if (Interlocked.Increment(ref arrived) == 2) both.SetResult();
                    await both.Task;
                    await broker.Services.ClientService.TerminateSessionAsync(client.ClientId == "a" ? "b" : "a", CancellationToken.None);
                    await next(client, request, ct);
                },
            });
        await using var _ = broker;
        var a = await broker.ConnectAsync("a", clean: false, properties: Packet.SessionExpiry(600));
        var b = await broker.ConnectAsync("b", clean: false, properties: Packet.SessionExpiry(600));
        await a.PublishAsync("t", "x");
        await b.PublishAsync("t", "x");
        await a.EndedAsync();
        await b.EndedAsync();
        await TestBroker.UntilAsync(() => !broker.Services.ClientService.Sessions().Any());
    }

    [Fact]
    public async Task A_subscription_made_in_OnSessionCreated_brings_its_retained_messages_behind_the_CONNACK()
    {
        TestBroker broker = null!;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnSessionCreated = next => async (client, ct) =>
                {
                    await broker.Services.SubscriptionService.SubscribeAsync(client.ClientId, [new Subscription { TopicFilter = "t", QoS = QoS.AtLeastOnce }], ct);
                    await next(client, ct);
                },
            });
        await using var _ = broker;
        await broker.Services.RetainedService.SetAsync(new Message { TopicName = "t", Payload = "kept"u8.ToArray() });
        var client = await broker.ConnectAsync("c"); // reads the CONNACK first [MQTT-3.2.0-1]
        Assert.Equal("kept", (await client.ReadAsync(3)).Payload);
    }

    [Fact]
    public async Task A_message_published_in_OnMsgArrived_reaches_the_publisher_itself_before_its_own()
    {
        TestBroker broker = null!;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    await broker.Services.Publisher.PublishAsync(new Message { TopicName = "echo", Payload = request.Payload.ToArray() }, cancellationToken: ct);
                    await next(client, request, ct);
                },
            });
        await using var _ = broker;
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        await client.PublishAsync("t", "1");
        await client.PublishAsync("t", "2");
        var order = new List<(string, string)>();
        for (var i = 0; i < 4; i++) order.Add(await client.ReadAsync(3) is var p ? (p.Topic, p.Payload) : default);
        Assert.Equal([("echo", "1"), ("t", "1"), ("echo", "2"), ("t", "2")], order);
    }

    /// <summary>A life in which every hook is called for client "c"; at the first call of the one asked for, the service is called and awaited.</summary>
    private static async Task<bool> LiveAsync(string hook, Func<IServer, ValueTask<bool>> call)
    {
        TestBroker broker = null!;
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var armed = false;
        broker = await TestBroker.StartAsync(TestBroker.Defaults, Calling(async (name, clientId) =>
        {
            if (name != hook || !armed || clientId is not (null or "c") || result.Task.IsCompleted) return;
            armed = false;
            result.TrySetResult(await call(broker.Services));
        }));
        await broker.ConnectAsync("other", clean: false, properties: Packet.SessionExpiry(600));
        armed = hook != nameof(OnSessionResumed);
        await PlayAsync(broker);
        armed = true;
        await PlayAsync(broker);
        await broker.DisposeAsync();
        Assert.True(result.Task.IsCompleted, $"{hook} did not come back");
        Assert.Empty(broker.Log.Errors);
        return await result.Task;
    }

    private static async Task PlayAsync(TestBroker broker)
    {
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x", clean: false, properties: Packet.SessionExpiry(600)));
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 0)));
        await client.SendAsync(Packet.Publish("t", "x"u8.ToArray(), 1, 2));
        await client.SendAsync(Packet.Unsubscribe(3, 5, "t"));
        await client.DropAsync(); // fails when the connection does not end
        await broker.Services.ClientService.TerminateSessionAsync("c").AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.DropAsync();
    }

    private static HookWrapper Calling(Func<string, string?, ValueTask> call) => new()
    {
        OnAccept = next => async (request, ct) =>
        {
            await call(nameof(OnAccept), null);
            return await next(request, ct);
        },
        OnBasicAuth = next => (client, request, ct) => Then(call(nameof(OnBasicAuth), client.ClientId), () => next(client, request, ct)),
        OnSessionCreated = next => (client, ct) => Then(call(nameof(OnSessionCreated), client.ClientId), () => next(client, ct)),
        OnSessionResumed = next => (client, ct) => Then(call(nameof(OnSessionResumed), client.ClientId), () => next(client, ct)),
        OnConnected = next => (client, ct) => Then(call(nameof(OnConnected), client.ClientId), () => next(client, ct)),
        OnSubscribe = next => (client, request, ct) => Then(call(nameof(OnSubscribe), client.ClientId), () => next(client, request, ct)),
        OnSubscribed = next => (client, subscription, ct) => Then(call(nameof(OnSubscribed), client.ClientId), () => next(client, subscription, ct)),
        OnMsgArrived = next => (client, request, ct) => Then(call(nameof(OnMsgArrived), client.ClientId), () => next(client, request, ct)),
        OnUnsubscribe = next => (client, request, ct) => Then(call(nameof(OnUnsubscribe), client.ClientId), () => next(client, request, ct)),
        OnUnsubscribed = next => (client, filter, ct) => Then(call(nameof(OnUnsubscribed), client.ClientId), () => next(client, filter, ct)),
        OnClosed = next => (client, reason, ct) => Then(call(nameof(OnClosed), client.ClientId), () => next(client, reason, ct)),
        OnWillPublish = next => (id, request, ct) => Then(call(nameof(OnWillPublish), id), () => next(id, request, ct)),
        OnWillPublished = next => (id, message, ct) => Then(call(nameof(OnWillPublished), id), () => next(id, message, ct)),
        OnSessionTerminated = next => (id, reason, ct) => Then(call(nameof(OnSessionTerminated), id), () => next(id, reason, ct)),
        OnStop = next => ct => Then(call(nameof(OnStop), null), () => next(ct)),
    };

    private static async ValueTask Then(ValueTask first, Func<ValueTask> second)
    {
        await first;
        await second();
    }
}
