using System.Diagnostics;
using System.Net;
using System.Runtime.ExceptionServices;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Gmqtt.Interop.Tests.Sockets;

/// <summary>What the runtime says of a broker with nothing but valid clients, who come and go.</summary>
[Collection(Alone.Name)]
public sealed class RuntimeHealthTests(ITestOutputHelper output)
{
    private const int Steady = 12, Coming = 8, MostThreads = 16;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2), Measured = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Valid_clients_cause_no_exceptions_no_long_pauses_and_no_backlog()
    {
        await using var server = new Server(TestBroker.Defaults, NullLoggerFactory.Instance, TimeProvider.System);
        await server.StartAsync();
        await using var listeners = new ListenerSet(server.RunAsync, NullLoggerFactory.Instance, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
        await listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        var port = ((IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port;
        using var over = new CancellationTokenSource();
        var load = Task.WhenAll([.. Enumerable.Range(0, Steady).Select(n => SteadyAsync(port, n, over.Token)), .. Enumerable.Range(0, Coming).Select(n => ComingAsync(port, n, over.Token))]);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        await LastAsync(Warm, tick, () => { });

        var (thrown, unobserved, waiting) = (0, 0, 0L);
        var first = "";
        var (threads, contentions, paused) = (ThreadPool.ThreadCount, Monitor.LockContentionCount, GC.GetTotalPauseDuration());
        var longest = TimeSpan.Zero;
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        await LastAsync(Measured, tick, () =>
        {
            waiting = Math.Max(waiting, ThreadPool.PendingWorkItemCount);
            foreach (var kind in (GCKind[])[GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background])
            {
                foreach (var pause in GC.GetGCMemoryInfo(kind).PauseDurations) longest = pause > longest ? pause : longest;
            }
        });
        var came = _came;
        await over.CancelAsync();
        await load;
        await TestBroker.UntilAsync(() => server.ConnectionCount == 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        output.WriteLine($"{came} clients came and went, {thrown} exceptions, longest pause {longest.TotalMilliseconds:0.0} ms, {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:0} ms in all, "
            + $"threads {threads} -> {ThreadPool.ThreadCount}, at most {waiting} work items waited, {Monitor.LockContentionCount - contentions} lock contentions, {unobserved} unobserved");
        Assert.True(came > 100, $"{came} clients came and went");
        Assert.True(thrown < Measured.TotalSeconds, $"{thrown} exceptions, the first: {first}");
        Assert.Equal(0, unobserved);
        Assert.True(longest < LongestPause, $"a pause of {longest.TotalMilliseconds:0.0} ms");
        Assert.True(ThreadPool.ThreadCount <= threads + MostThreads, $"{threads} -> {ThreadPool.ThreadCount} threads");

        // Those of the clients in this process are their own.
        void OnThrown(object? sender, FirstChanceExceptionEventArgs e)
        {
            var stack = new StackTrace().ToString();
            if (!stack.Contains("Gmqtt.Listeners.", StringComparison.Ordinal) && !stack.Contains("Gmqtt.Broker.", StringComparison.Ordinal)) return;
            if (Interlocked.Increment(ref thrown) == 1) first = $"{e.Exception}{stack}";
        }

        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => Interlocked.Increment(ref unobserved);
    }

    private int _came;

    private static async Task LastAsync(TimeSpan time, PeriodicTimer tick, Action look)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < time)
        {
            await tick.WaitForNextTickAsync();
            look();
        }
    }

    /// <summary>Publishes to itself, one message after the other.</summary>
    private static async Task SteadyAsync(int port, int number, CancellationToken over)
    {
        var version = 4 + (number % 2);
        await using var client = await SocketClient.ConnectAsync(port, $"steady-{number}", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ($"steady/{number}", number % 3)));
        await ReadAsync(client, 9);
        for (var id = 1; !over.IsCancellationRequested; id = (id % 60_000) + 1) await PublishAsync(client, $"steady/{number}", number % 3, id, version);
        await client.SendAsync(Packet.Disconnect(version));
    }

    /// <summary>Comes, subscribes, publishes and goes; now and then without a word.</summary>
    private async Task ComingAsync(int port, int number, CancellationToken over)
    {
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            var version = 4 + (turn % 2);
            await using var client = await SocketClient.ConnectAsync(port, $"coming-{number}", version);
            await client.SendAsync(Packet.Subscribe(1, version, [], ($"coming/{number}/+", 1)));
            await ReadAsync(client, 9);
            await PublishAsync(client, $"coming/{number}/{turn % 10}", 1, 1, version);
            if (turn % 5 > 0) await client.SendAsync(Packet.Disconnect(version));
            Interlocked.Increment(ref _came);
        }
    }

    /// <summary>Until it has come back, and all acknowledgements.</summary>
    private static async Task PublishAsync(SocketClient client, string topic, int qos, int id, int version)
    {
        await client.SendAsync(Packet.Publish(topic, [1, 2, 3], qos: qos, packetId: qos > 0 ? id : 0, version: version));
        var (isBack, isDone) = (false, qos == 0);
        while (!isBack || !isDone)
        {
            var packet = await client.ReadAsync();
            switch (packet.Type)
            {
                case 3:
                    if (packet.QoS > 0) await client.SendAsync(Packet.Ack(packet.QoS == 1 ? 4 : 5, packet.PacketId));
                    isBack = packet.QoS < 2;
                    break;
                case 4 or 7:
                    isDone = true;
                    break;
                case 5:
                    await client.SendAsync(Packet.Ack(6, packet.PacketId));
                    break;
                case 6:
                    await client.SendAsync(Packet.Ack(7, packet.PacketId));
                    isBack = true;
                    break;
            }
        }
    }

    private static async Task ReadAsync(SocketClient client, int type)
    {
        while ((await client.ReadAsync()).Type != type)
        {
        }
    }
}

/// <summary>Tests of the process's own figures run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    internal const string Name = "alone";
}
