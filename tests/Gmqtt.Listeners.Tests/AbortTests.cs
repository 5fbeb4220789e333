using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests;

public sealed class AbortTests
{
    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_read_that_waits_completes(TransportKind kind)
    {
        var transports = new ConcurrentQueue<ITransport>();
        var result = new TaskCompletionSource<ReadResult>();
        await using var listening = await Listening.StartAsync(kind, async transport =>
        {
            var first = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(first.Buffer.End);
            var read = transport.Input.ReadAsync();
            transports.Enqueue(transport);
            result.SetResult(await read);
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        await Eventually.IsTrueAsync(() => !transports.IsEmpty, "the handler runs");
        transports.Single().Abort();
        transports.Single().Abort();
        var read = await result.Task;
        Assert.True(read.IsCompleted);
        Assert.True(read.Buffer.IsEmpty);
        Assert.Empty(await socket.ReceiveToEndAsync());
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_write_that_waits_completes(TransportKind kind)
    {
        var stuck = new TaskCompletionSource<ITransport>();
        var ended = new TaskCompletionSource<bool>();
        await using var listening = await Listening.StartAsync(kind, async transport =>
        {
            var block = new byte[256 * 1024];
            while (true)
            {
                var write = transport.Output.WriteAsync(block);
                if (!write.IsCompleted)
                {
                    stuck.TrySetResult(transport);
                }

                if ((await write).IsCompleted)
                {
                    ended.SetResult(true);
                    return;
                }
            }
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        (await stuck.Task).Abort();
        Assert.True(await ended.Task);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_cancelled_read_says_so_and_the_next_one_reads_on(TransportKind kind)
    {
        var waiting = new TaskCompletionSource<ITransport>();
        var results = new ConcurrentQueue<ReadResult>();
        await using var listening = await Listening.StartAsync(kind, async transport =>
        {
            var first = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(first.Buffer.Start, first.Buffer.End);
            var read = transport.Input.ReadAsync();
            waiting.SetResult(transport);
            var canceled = await read;
            results.Enqueue(canceled);
            transport.Input.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.End);
            results.Enqueue(await transport.Input.ReadAsync());
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10, 7 });
        (await waiting.Task).Input.CancelPendingRead();
        await Eventually.IsTrueAsync(() => results.Count == 1, "the read is cancelled");
        Assert.True(results.First().IsCanceled);
        Assert.False(results.First().IsCompleted);
        await socket.SendAsync(new byte[] { 8 });
        await Eventually.IsTrueAsync(() => results.Count == 2, "the next read gets bytes");
        Assert.False(results.Last().IsCanceled);
        Assert.Equal(3, results.Last().Buffer.Length);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_peer_that_resets_in_the_middle_of_a_write_ends_the_handler_without_an_exception(TransportKind kind)
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs args) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        var logs = new LogCollector();
        try
        {
            await ResetWhileWritingAsync(kind, logs);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
        Assert.Empty(logs.Lines(3006));
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Aborts_from_other_threads_under_load_leave_nothing_behind(TransportKind kind)
    {
        var before = Descriptors.OpenSockets();
        var logs = new LogCollector();
        var live = new ConcurrentDictionary<ITransport, byte>();
        await using (var listening = await Listening.StartAsync(kind, LiveEchoAsync, logs: logs, threads: 2))
        {
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, 24).Select(_ => Task.Run(() => HammerAsync(listening, stop.Token))).ToArray();
            var random = new Random(5);
            for (var aborted = 0; aborted < 600;)
            {
                foreach (var transport in live.Keys.Where(_ => random.Next(4) == 0))
                {
                    transport.Abort();
                    aborted++;
                }

                await Task.Yield();
            }

            await stop.CancelAsync();
            live.Keys.ToList().ForEach(transport => transport.Abort());
            await Task.WhenAll(clients);
            await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "all connections are counted out");
            Assert.All(listening.Set.Activity, loop => Assert.InRange(loop.Connections, 0, 1));
        }

        Assert.Empty(logs.Lines(3004).Concat(logs.Lines(3006)));
        await Eventually.IsTrueAsync(() => Descriptors.OpenSockets() <= before, "all sockets are closed");

        async Task LiveEchoAsync(ITransport transport)
        {
            live.TryAdd(transport, 0);
            await Echo.RunAsync(transport);
            live.TryRemove(transport, out _);
        }
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Two_thousand_connections_come_and_go_and_leave_no_descriptor(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        var before = Descriptors.OpenSockets();
        for (var i = 0; i < 2000; i++)
        {
            using var socket = await listening.ConnectAsync();
            if (i % 3 != 0)
            {
                socket.Send([0x10]);
                await socket.ReceiveExactlyAsync(1);
            }

            if (i % 2 == 0)
            {
                socket.Reset();
            }
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "all connections are counted out");
        await Eventually.IsTrueAsync(() => Descriptors.OpenSockets() <= before, "all sockets are closed");
        Assert.Equal(2000, listening.Set.Listeners[0].Accepted);
    }

    [Fact]
    public async Task A_transport_disposed_of_while_its_read_waits_completes_the_read()
    {
        var ended = new TaskCompletionSource<ReadResult>();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            var first = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(first.Buffer.End);
            var read = transport.Input.ReadAsync();
            await transport.DisposeAsync();
            ended.SetResult(await read);
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.True((await ended.Task).IsCompleted);
        Assert.Empty(await socket.ReceiveToEndAsync());
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    private static async Task ResetWhileWritingAsync(TransportKind kind, LogCollector logs)
    {
        var ended = 0;
        await using var listening = await Listening.StartAsync(kind, EndlessAsync, logs: logs);
        for (var i = 0; i < 50; i++)
        {
            var socket = await listening.ConnectAsync();
            await socket.SendAsync(new byte[] { 0x10 });
            await socket.ReceiveExactlyAsync(1000 + i);
            socket.Reset();
        }

        await Eventually.IsTrueAsync(() => Volatile.Read(ref ended) == 50, "all handlers have ended");

        async Task EndlessAsync(ITransport transport)
        {
            var block = new byte[100_000];
            while (!(await transport.Output.WriteAsync(block)).IsCompleted)
            {
            }

            Interlocked.Increment(ref ended);
        }
    }

    private static async Task HammerAsync(Listening listening, CancellationToken stop)
    {
        var buffer = new byte[20_000];
        while (!stop.IsCancellationRequested)
        {
            using var socket = await listening.ConnectAsync();
            try
            {
                buffer[0] = 0x10;
                while (!stop.IsCancellationRequested && await socket.SendAsync(buffer, stop) > 0 && await socket.ReceiveAsync(buffer, stop) > 0)
                {
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Aborted by the other side, which is the point.
            }
        }
    }
}
