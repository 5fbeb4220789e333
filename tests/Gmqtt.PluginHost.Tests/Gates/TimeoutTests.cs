using System.Collections.Concurrent;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A hook that never completes: at its deadline it is denied or passed by, the plugin that hangs is blamed and no other, and what it does when it wakes up is lost.</summary>
public sealed class TimeoutTests
{
    private static readonly GateOptions Patience = new() { HookTimeout = TimeSpan.FromSeconds(1) };

    public static TheoryData<string> Asynchronous => NextTests.Asynchronous;

    [Theory]
    [MemberData(nameof(Asynchronous))]
    public async Task A_hook_that_hangs_is_denied_or_passed_by_and_wakes_up_to_nothing(string hook)
    {
        var calls = 0;
        var entered = new TaskCompletionSource();
        var wake = new TaskCompletionSource();
        var woken = new TaskCompletionSource<Exception?>();
        await using var guarded = await GuardedBroker.StartAsync(
            Patience,
            AnyHook.Wrap(hook, async next =>
            {
                entered.TrySetResult();
                await wake.Task;
                woken.TrySetResult(await Record.ExceptionAsync(next));
            }),
            AnyHook.Counting(hook, () => calls++));
        var walk = Walk.RunAsync(guarded.Broker, hook);
        await entered.Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == 1);
        guarded.Time.Advance(Patience.HookTimeout);
        Assert.Equal(Walk.Denied(hook), await walk);
        await TestBroker.UntilAsync(() => guarded.Gates[0].Faults == 1); // OnConnected comes after its CONNACK
        Assert.Equal($"{hook} did not complete within 1 s", guarded.Gates[0].LastFault);
        await TestBroker.UntilAsync(() => Volatile.Read(ref calls) == (Walk.Decides(hook) ? 0 : 1));
        wake.SetResult();
        Assert.IsType<InvalidOperationException>(await woken.Task);
        Assert.Equal(Walk.Decides(hook) ? 0 : 1, calls);
        Assert.Equal(1, guarded.Gates[0].Faults);
        Assert.Empty(guarded.Broker.Log.Errors);
    }

    [Theory]
    [MemberData(nameof(Asynchronous))]
    public async Task Who_waits_for_a_plugin_that_hangs_is_not_blamed(string hook)
    {
        var entered = new TaskCompletionSource();
        await using var guarded = await GuardedBroker.StartAsync(
            Patience,
            AnyHook.Wrap(hook, async next => await next()),
            AnyHook.Wrap(hook, next => next()),
            AnyHook.Wrap(hook, _ =>
            {
                entered.TrySetResult();
                return new TaskCompletionSource().Task;
            }));
        var walk = Walk.RunAsync(guarded.Broker, hook);
        await entered.Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == 3);
        guarded.Time.Advance(Patience.HookTimeout);
        Assert.Equal(Walk.Denied(hook), await walk);
        await TestBroker.UntilAsync(() => guarded.Gates[2].Faults == 1);
        Assert.Equal([0, 0, 1], guarded.Gates.Select(g => g.Faults));
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnMsgArrived))]
    public async Task The_time_of_those_further_in_is_not_the_plugins(string hook)
    {
        var entered = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        var returned = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var guarded = await GuardedBroker.StartAsync(
            Patience,
            AnyHook.Wrap(hook, async next =>
            {
                await next();
                returned.SetResult();
                await end.Task;
            }),
            AnyHook.Wrap(hook, async _ =>
            {
                entered.SetResult();
                await answer.Task;
            }));
        var walk = Walk.RunAsync(guarded.Broker, hook);
        await entered.Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == 2);
        guarded.Time.Advance(0.9 * Patience.HookTimeout);
        answer.SetResult();
        await returned.Task;
        guarded.Time.Advance(0.9 * Patience.HookTimeout); // 1.8 since it began, 0.9 of them its own
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
        end.SetResult();
        Assert.Equal(Walk.Let(hook), await walk);
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
    }

    [Fact]
    public async Task A_hook_that_reacts_to_its_deadline_by_blocking_or_throwing_holds_nobody_up()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        await using var guarded = await GuardedBroker.StartAsync(
            Patience,
            new HookWrapper
            {
                OnBasicAuth = _ => async (_, _, ct) =>
                {
                    ct.Register(() => throw new InvalidOperationException("from a registration"));
                    ct.Register(() => release.Wait(TimeSpan.FromSeconds(20), CancellationToken.None));
                    entered.SetResult();
                    await new TaskCompletionSource().Task;
                },
            });
        var walk = Walk.RunAsync(guarded.Broker, nameof(OnBasicAuth));
        await entered.Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == 1);
        guarded.Time.Advance(Patience.HookTimeout);
        Assert.Equal("CONNACK 88", await walk);
        Assert.Equal(1, guarded.Gates[0].Faults);
        Assert.Empty(guarded.Broker.Log.Errors);
        release.Set();
    }

    [Fact]
    public async Task A_message_hook_that_wakes_up_late_does_not_touch_the_next_message()
    {
        var gates = new ConcurrentDictionary<string, TaskCompletionSource>();
        var entered = new ConcurrentDictionary<string, TaskCompletionSource>();
        var late = new TaskCompletionSource();
        TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> all, string key) => all.GetOrAdd(key, _ => new TaskCompletionSource());
        await using var guarded = await GuardedBroker.StartAsync(
            Patience,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    var topic = request.TopicName;
                    Of(entered, topic).SetResult();
                    await Of(gates, topic).Task;
                    if (topic == "1")
                    {
                        request.Message = new Message { TopicName = "forged" };
                        request.Reject(ReasonCode.QuotaExceeded);
                        request.Drop();
                        late.SetResult();
                    }

                    await next(client, request, ct);
                },
            });
        var client = await guarded.Broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        await client.PublishAsync("1", "one", qos: 1, packetId: 1);
        await Of(entered, "1").Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == 1);
        guarded.Time.Advance(Patience.HookTimeout);
        Assert.Equal(0x83, (await client.ReadAsync(4)).ReasonCode);
        await client.PublishAsync("2", "two", qos: 1, packetId: 2);
        await Of(entered, "2").Task;
        Of(gates, "1").SetResult();
        await late.Task;
        Of(gates, "2").SetResult();
        var arrived = await client.ReadAsync(3);
        Assert.Equal(("2", "two"), (arrived.Topic, arrived.Payload));
        Assert.Equal(0, (await client.ReadAsync(4)).ReasonCode);
        Assert.Equal(1, guarded.Gates[0].Faults);
    }
}
