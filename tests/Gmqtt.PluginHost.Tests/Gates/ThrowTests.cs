using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A hook that throws: a deciding one denies with the code its documentation states, an observing one is passed by; it is counted, and nobody else notices.</summary>
public sealed class ThrowTests
{
    public static TheoryData<string, string> HooksAndMoments()
    {
        var data = new TheoryData<string, string>();
        foreach (var hook in AnyHook.Names)
        {
            data.Add(hook, "before next");
            data.Add(hook, "after next");
            if (AnyHook.Synchronous.Contains(hook)) continue;
            data.Add(hook, "later, before next");
            data.Add(hook, "later, after next");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(HooksAndMoments))]
    public async Task A_hook_that_throws_denies_or_is_passed_by(string hook, string moment)
    {
        var calls = 0;
        await using var guarded = await GuardedBroker.StartAsync(AnyHook.Wrap(hook, Throws(moment)), AnyHook.Counting(hook, () => calls++));
        Assert.Equal(Walk.Denied(hook), await Walk.RunAsync(guarded.Broker, hook));
        // A deciding hook that failed before next has decided; one that observes never keeps the call from those further in.
        var reached = !Walk.Decides(hook) || moment.EndsWith("after next", StringComparison.Ordinal) ? 1 : 0;
        await TestBroker.UntilAsync(() => Volatile.Read(ref calls) >= reached && guarded.Gates[0].Faults == 1);
        Assert.Equal(reached, calls);
        Assert.Equal($"{hook} threw InvalidOperationException: a plugin's bug", guarded.Gates[0].LastFault);
        Assert.Equal(1, guarded.Gates[0].Meters.Single(m => m.Hook == hook).Describe(guarded.Time).Faults);
        Assert.Equal(0, guarded.Gates[1].Faults);
        Assert.Empty(guarded.Broker.Log.Errors);
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth), 3)]
    [InlineData(nameof(OnBasicAuth), 4)]
    [InlineData(nameof(OnSubscribe), 3)]
    [InlineData(nameof(OnSubscribe), 4)]
    public async Task A_client_of_an_earlier_version_is_told_in_its_own_codes(string hook, int version)
    {
        await using var guarded = await GuardedBroker.StartAsync(AnyHook.Wrap(hook, Throws("later, before next")));
        Assert.Equal(Walk.Denied(hook, version), await Walk.RunAsync(guarded.Broker, hook, version));
        Assert.Equal(1, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task A_qos_2_message_whose_hook_throws_gets_a_pubrec_with_the_code()
    {
        await using var guarded = await GuardedBroker.StartAsync(AnyHook.Wrap(nameof(OnMsgArrived), Throws("before next")));
        var client = await guarded.Broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 2, packetId: 7);
        await client.ExpectAsync(0x50, 0x03, 0x00, 0x07, 0x83); // PUBREC 7: implementation specific error
        await client.PublishAsync("t", "x");
        await client.ExpectNothingAsync();
        Assert.Equal(2, guarded.Gates[0].Faults);
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth), "CONNACK 97")]
    [InlineData(nameof(OnEnhancedAuth), "CONNACK 97")]
    [InlineData(nameof(OnReAuth), "DISCONNECT 97")]
    [InlineData(nameof(OnSubscribe), "SUBACK 97")]
    [InlineData(nameof(OnUnsubscribe), "UNSUBACK 80")] // 0x97 is no code of UNSUBACK
    [InlineData(nameof(OnMsgArrived), "PUBACK 97")]
    [InlineData(nameof(OnWillPublish), "no will")]
    public async Task A_refusal_that_is_thrown_has_its_own_code_and_is_no_fault(string hook, string seen)
    {
        await using var guarded = await GuardedBroker.StartAsync(
            AnyHook.Wrap(hook, next => next()), AnyHook.Wrap(hook, _ => throw new MqttReasonException(ReasonCode.QuotaExceeded)));
        Assert.Equal(seen, await Walk.RunAsync(guarded.Broker, hook));
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
        Assert.Empty(guarded.Broker.Log.Errors);
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnConnected))]
    [InlineData(nameof(OnSubscribe))]
    [InlineData(nameof(OnMsgArrived))]
    public async Task A_call_that_ends_because_the_client_went_is_nobodys_fault(string hook)
    {
        var entered = new TaskCompletionSource();
        var plugin = new HookWrapper
        {
            OnBasicAuth = hook == nameof(OnBasicAuth) ? _ => (_, _, ct) => WaitAsync(ct) : null,
            OnConnected = hook == nameof(OnConnected) ? _ => (_, ct) => WaitAsync(ct) : null,
            OnSubscribe = hook == nameof(OnSubscribe) ? _ => (_, _, ct) => WaitAsync(ct) : null,
            OnMsgArrived = hook == nameof(OnMsgArrived) ? _ => (_, _, ct) => WaitAsync(ct) : null,
        };
        await using var guarded = await GuardedBroker.StartAsync(new GateOptions { HookTimeout = TimeSpan.FromDays(1) }, plugin);
        var client = guarded.Broker.Open();
        await client.SendAsync([.. Packet.Connect("c"), .. Packet.Subscribe(1, 5, [], ("t", 0)), .. Packet.Publish("t", [1])]);
        await entered.Task;
        await guarded.Broker.CompleteAsync(guarded.Broker.Server.StopAsync());
        Assert.Equal(0, guarded.Gates[0].Faults);
        Assert.Empty(guarded.Broker.Log.Errors);

        async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task The_next_client_is_served_as_if_nothing_had_happened()
    {
        await using var guarded = await GuardedBroker.StartAsync(
            new HookWrapper { OnMsgArrived = next => (client, request, ct) => client.ClientId == "bad" ? throw new InvalidOperationException("bad") : next(client, request, ct) });
        var bad = await guarded.Broker.ConnectAsync("bad");
        var good = await guarded.Broker.ConnectAsync("good");
        await good.SubscribeAsync("t");
        await bad.PublishAsync("t", "1", qos: 1, packetId: 1);
        await bad.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x83);
        await good.PublishAsync("t", "2", qos: 1, packetId: 1);
        Assert.Equal("2", (await good.ReadAsync(3)).Payload);
        await good.ReadAsync(4);
        Assert.Equal(1, guarded.Gates[0].Faults);
    }

    private static Func<Func<Task>, Task> Throws(string moment) => next =>
    {
        if (moment.StartsWith("later", StringComparison.Ordinal)) return LaterAsync(next, moment);
        if (moment == "before next") throw Bug();
        var task = next();
        return task.IsCompletedSuccessfully ? throw Bug() : AfterAsync(task);
    };

    private static async Task LaterAsync(Func<Task> next, string moment)
    {
        await Task.Yield();
        if (moment.EndsWith("after next", StringComparison.Ordinal)) await next();
        throw Bug();
    }

    private static async Task AfterAsync(Task task)
    {
        await task;
        throw Bug();
    }

    private static InvalidOperationException Bug() => new("a plugin's bug");
}
