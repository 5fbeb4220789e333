using System.Collections.Concurrent;
using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>The hooks of a plugin that promises not to block begin where the broker is; what they do wrong ends where the others' does.</summary>
public sealed class InlineTests
{
    private readonly ConcurrentQueue<string> _threads = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hook_that_does_not_wait_runs_on_the_thread_it_is_called_on(bool runsInline)
    {
        await using var guarded = await GuardedBroker.StartAsync(new HookWrapper { RunsInline = runsInline, OnConnected = Noting, OnSubscribe = Subscribing });
        var client = await guarded.Broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        Assert.Equal(2, _threads.Count);
        Assert.All(_threads, t => Assert.Equal(!runsInline, t.StartsWith("gmqtt-plugin-p0-", StringComparison.Ordinal)));
        Assert.Equal(0, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task A_promise_that_is_broken_is_not_believed_again()
    {
        using var block = new ManualResetEventSlim();
        await using var guarded = await GuardedBroker.StartAsync(
            new GateOptions { HookTimeout = TimeSpan.FromDays(1) },
            new HookWrapper
            {
                RunsInline = true,
                OnConnected = next => (client, ct) =>
                {
                    _threads.Enqueue(Thread.CurrentThread.Name ?? "");
                    block.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
                    return next(client, ct);
                },
            });
        using var watchdog = new Watchdog(guarded.Log, guarded.Time);
        var first = Task.Factory.StartNew(
            () => guarded.Broker.ConnectAsync("first"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await TestBroker.UntilAsync(() =>
        {
            guarded.Time.Advance(TimeSpan.FromMilliseconds(50));
            return guarded.Gates[0].Meters.Any(m => m.RunsOffTheLoop);
        });
        Assert.Contains(guarded.Log.Lines, l => l.Event == 4024 && l.Text.Contains("OnConnected", StringComparison.Ordinal));
        await guarded.Broker.ConnectAsync("second"); // the hook still blocks, but nobody else
        await TestBroker.UntilAsync(() => _threads.Count == 2);
        block.Set();
        await first;
        Assert.StartsWith("gmqtt-plugin-p0-", _threads.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_waits_has_its_deadline()
    {
        var never = new TaskCompletionSource();
        await using var guarded = await GuardedBroker.StartAsync(
            new HookWrapper { RunsInline = true, OnBasicAuth = _ => (_, _, _) => new ValueTask(never.Task) });
        var client = guarded.Broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        var answer = client.ReadAsync(2);
        await TestBroker.UntilAsync(() =>
        {
            guarded.Time.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        });
        Assert.Equal(0x88, (await answer).ReasonCode); // Server unavailable
        Assert.Equal(1, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task Two_promises_in_one_chain_call_next_for_their_own_client()
    {
        await using var guarded = await GuardedBroker.StartAsync(
            new HookWrapper { RunsInline = true, OnConnected = Noting }, new HookWrapper { RunsInline = false, OnConnected = Noting }, new HookWrapper { RunsInline = true, OnConnected = Noting });
        for (var i = 0; i < 20; i++) await guarded.Broker.ConnectAsync($"c{i}");
        await TestBroker.UntilAsync(() => _threads.Count == 60);
        Assert.Equal([0, 0, 0], guarded.Gates.Select(g => g.Faults));
    }

    private OnConnected Noting(OnConnected next) => (client, ct) =>
    {
        _threads.Enqueue(Thread.CurrentThread.Name ?? "");
        return next(client, ct);
    };

    private OnSubscribe Subscribing(OnSubscribe next) => (client, request, ct) =>
    {
        _threads.Enqueue(Thread.CurrentThread.Name ?? "");
        return next(client, request, ct);
    };
}
