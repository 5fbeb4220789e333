using System.Collections.Concurrent;
using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A hook that blocks its thread blocks a thread of its plugin's; one called per message is moved there by the watchdog.</summary>
public sealed class BlockingTests : IDisposable
{
    /// <summary>The watchdog looks this often, and acts when some looks in a row find the same call asleep.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Only the watchdog is to act here.</summary>
    private static readonly GateOptions Patient = new() { HookTimeout = TimeSpan.FromDays(1), QuarantineAfter = 1000 };

    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _blocks = new();
    private readonly ConcurrentQueue<string> _entered = new();
    private readonly ConcurrentQueue<string> _threads = new();

    public void Dispose()
    {
        foreach (var block in _blocks.Values) block.Set();
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnSubscribe))]
    public async Task Other_clients_go_on_while_a_hook_blocks_for_twenty(string hook)
    {
        await using var guarded = await GuardedBroker.StartAsync(Patient, new HookWrapper
        {
            OnBasicAuth = next => (client, request, ct) =>
            {
                if (hook == nameof(OnBasicAuth)) Block(request.ClientId);
                return next(client, request, ct);
            },
            OnSubscribe = next => (client, request, ct) =>
            {
                if (hook == nameof(OnSubscribe)) Block(client.ClientId);
                return next(client, request, ct);
            },
        });
        var names = Enumerable.Range(0, 20).Select(i => $"blocked{i}").ToArray();
        foreach (var name in names) _blocks[name] = new ManualResetEventSlim();
        var walks = names.Select(n => Walk.RunAsync(guarded.Broker, hook, id: n)).ToArray();
        await TestBroker.UntilAsync(() => names.All(_entered.Contains));
        Assert.Equal("PUBACK 00", await Walk.RunAsync(guarded.Broker, nameof(OnMsgArrived), id: "other"));
        Assert.All(walks, w => Assert.False(w.IsCompleted));
        Dispose();
        Assert.All(await Task.WhenAll(walks), w => Assert.Equal(Walk.Let(hook), w));
        Assert.Equal(0, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task OnMsgArrived_that_blocks_is_moved_to_its_plugins_threads_and_keeps_the_order()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patient, Passes(), Arrives());
        using var watchdog = new Watchdog(guarded.Log, guarded.Time);
        var (publisher, subscriber) = await PairAsync(guarded);
        var network = await BlockTheNetworkAsync(publisher, "1");
        await LookUntilMovedAsync(guarded);
        Assert.Equal([false, true], guarded.Gates.Select(g => g.Meters.Single().RunsOffTheLoop));
        Assert.Contains(guarded.Log.Lines, l => l.Event == 4024 && l.Text.Contains("OnMsgArrived", StringComparison.Ordinal));
        _blocks["1"].Set();
        await network;
        Assert.Equal("1", (await subscriber.ReadAsync(3)).Payload);

        _blocks["2"] = new ManualResetEventSlim();
        for (var i = 2; i <= 50; i++) await publisher.PublishAsync("t", $"{i}"); // returns: the thread that reads the network does not block
        await TestBroker.UntilAsync(() => _entered.Contains("2"));
        _blocks["2"].Set();
        for (var i = 2; i <= 50; i++) Assert.Equal($"{i}", (await subscriber.ReadAsync(3)).Payload);
        Assert.All(_threads.Skip(1), t => Assert.StartsWith("gmqtt-plugin-p1-", t, StringComparison.Ordinal));
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
    }

    [Fact]
    public async Task OnDelivered_that_blocks_is_moved_and_hears_of_messages_in_their_order()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patient, new HookWrapper
        {
            OnDelivered = next => (client, message) =>
            {
                Block(System.Text.Encoding.UTF8.GetString(message.Payload.Span));
                next(client, message);
            },
        });
        using var watchdog = new Watchdog(guarded.Log, guarded.Time);
        var (publisher, subscriber) = await PairAsync(guarded);
        var network = await BlockTheNetworkAsync(publisher, "1");
        await LookUntilMovedAsync(guarded);
        Assert.True(guarded.Gates[0].Meters.Single().RunsOffTheLoop);
        _blocks["1"].Set();
        await network;

        _blocks["2"] = new ManualResetEventSlim();
        for (var i = 2; i <= 50; i++) await publisher.PublishAsync("t", $"{i}");
        for (var i = 1; i <= 50; i++) Assert.Equal($"{i}", (await subscriber.ReadAsync(3)).Payload); // while the plugin still blocks
        await TestBroker.UntilAsync(() => _entered.Contains("2"));
        Assert.Equal(["1", "2"], _entered);
        _blocks["2"].Set();
        await TestBroker.UntilAsync(() => _entered.Count == 50);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"{i}"), _entered);
        Assert.Equal(0, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task Another_call_at_the_second_look_is_no_blocked_call()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patient, Passes(), Arrives());
        using var watchdog = new Watchdog(guarded.Log, guarded.Time);
        var (publisher, _) = await PairAsync(guarded);
        for (var i = 1; i <= 3; i++)
        {
            var network = await BlockTheNetworkAsync(publisher, $"{i}");
            guarded.Time.Advance(Look);
            _blocks[$"{i}"].Set();
            await network;
        }

        Assert.Equal([false, false], guarded.Gates.Select(g => g.Meters.Single().RunsOffTheLoop));
    }

    [Fact]
    public async Task The_time_of_a_plugin_further_in_is_not_held_against_the_one_outside()
    {
        await using var guarded = await GuardedBroker.StartAsync(
            Patient,
            new HookWrapper
            {
                OnMsgArrived = next => (client, request, ct) =>
                {
                    var task = next(client, request, ct);
                    Block("after");
                    return task;
                },
            },
            Arrives());
        using var watchdog = new Watchdog(guarded.Log, guarded.Time);
        var (publisher, _) = await PairAsync(guarded);
        _blocks["after"] = new ManualResetEventSlim();
        var network = await BlockTheNetworkAsync(publisher, "1");
        guarded.Time.Advance(Look); // in the inner plugin
        _blocks["1"].Set();
        await TestBroker.UntilAsync(() => _entered.Contains("after"));
        guarded.Time.Advance(Look); // in the outer one
        Assert.Equal([false, false], guarded.Gates.Select(g => g.Meters.Single().RunsOffTheLoop));
        await LookUntilMovedAsync(guarded); // and still
        Assert.Equal([true, false], guarded.Gates.Select(g => g.Meters.Single().RunsOffTheLoop));
        _blocks["after"].Set();
        await network;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_broker_never_goes_on_on_a_thread_of_the_plugin(bool succeeds)
    {
        await using var guarded = await GuardedBroker.StartAsync(Patient, new HookWrapper
        {
            OnMsgArrived = _ => (_, _, _) =>
            {
                _threads.Enqueue(Thread.CurrentThread.Name ?? "");
                var answer = new TaskCompletionSource();
                Action end = succeeds ? answer.SetResult : () => answer.SetException(new InvalidOperationException("a plugin's bug"));
                new Thread(end.Invoke) { Name = "the plugin's own" }.Start();
                return new ValueTask(answer.Task);
            },
        });
        var client = await guarded.Broker.ConnectAsync("c");
        await client.SendAsync([.. Enumerable.Range(1, 20).SelectMany(i => Packet.Publish("t", [1], qos: 1, packetId: i))]);
        for (var i = 1; i <= 20; i++) await client.ReadAsync(4);
        Assert.Equal(20, _threads.Count);
        Assert.DoesNotContain("the plugin's own", _threads);
    }

    [Fact]
    public async Task A_context_that_a_message_hook_left_is_gone_for_the_next_message()
    {
        var contexts = new ConcurrentQueue<SynchronizationContext?>();
        await using var guarded = await GuardedBroker.StartAsync(Patient, new HookWrapper
        {
            OnMsgArrived = next => (client, request, ct) =>
            {
                contexts.Enqueue(SynchronizationContext.Current);
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                return next(client, request, ct);
            },
        });
        var client = await guarded.Broker.ConnectAsync("c");
        await client.SendAsync([.. Packet.Publish("t", [1]), .. Packet.Publish("t", [2]), .. Packet.Publish("t", [3])]);
        await TestBroker.UntilAsync(() => contexts.Count == 3);
        Assert.All(contexts.Skip(1), Assert.Null);
    }

    private static HookWrapper Passes() => new() { OnMsgArrived = next => (client, request, ct) => next(client, request, ct) };

    private HookWrapper Arrives() => new()
    {
        OnMsgArrived = next => (client, request, ct) =>
        {
            _threads.Enqueue(Thread.CurrentThread.Name ?? "");
            Block(System.Text.Encoding.UTF8.GetString(request.Payload));
            return next(client, request, ct);
        },
    };

    private static async Task<(RawClient Publisher, RawClient Subscriber)> PairAsync(GuardedBroker guarded)
    {
        var subscriber = await guarded.Broker.ConnectAsync("subscriber");
        await subscriber.SubscribeAsync("t");
        return (await guarded.Broker.ConnectAsync("publisher"), subscriber);
    }

    /// <summary>At least two looks; more while the thread has not gone to sleep yet, as one that could run is not stuck.</summary>
    private static Task LookUntilMovedAsync(GuardedBroker guarded) => TestBroker.UntilAsync(() =>
    {
        guarded.Time.Advance(Look);
        return guarded.Gates.SelectMany(g => g.Meters).Any(m => m.RunsOffTheLoop);
    });

    private void Block(string key)
    {
        _entered.Enqueue(key);
        if (_blocks.TryGetValue(key, out var block)) block.Wait(TimeSpan.FromSeconds(30));
    }

    /// <summary>The hook of this message blocks the thread on which it was sent.</summary>
    private async Task<Task> BlockTheNetworkAsync(RawClient publisher, string payload)
    {
        _blocks[payload] = new ManualResetEventSlim();
        var network = Task.Factory.StartNew(
            () => publisher.PublishAsync("t", payload), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await TestBroker.UntilAsync(() => _entered.Contains(payload));
        return network;
    }
}
