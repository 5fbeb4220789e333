using System.Net.Sockets;

namespace Gmqtt.Listeners.Tests;

public sealed class BackPressureTests
{
    private const int Block = 64 * 1024;

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_write_waits_while_the_peer_does_not_read_and_goes_on_when_it_does(TransportKind kind)
    {
        const int Blocks = 400;
        var waiting = new TaskCompletionSource<int>();
        var done = new TaskCompletionSource();
        await using var listening = await Listening.StartAsync(kind, async transport =>
        {
            var block = new byte[Block];
            for (var i = 0; i < Blocks; i++)
            {
                Array.Fill(block, (byte)i);
                var write = transport.Output.WriteAsync(block);
                if (!write.IsCompleted)
                {
                    waiting.TrySetResult(i);
                }

                Assert.False((await write).IsCompleted);
            }

            done.SetResult();
            await transport.Output.CompleteAsync();
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });

        // What the kernel's two buffers hold, and no more: nothing is queued on our side.
        var written = await waiting.Task;
        Assert.InRange(written, 1, Blocks - 1);
        Assert.False(done.Task.IsCompleted);

        var received = new byte[Block];
        for (var i = 0; i < Blocks; i++)
        {
            await socket.ReceiveExactlyAsync(received);
            Assert.Equal(-1, received.AsSpan().IndexOfAnyExcept((byte)i));
        }

        await done.Task;
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_reader_that_does_not_read_stops_the_peer_and_memory_stays_flat(TransportKind kind)
    {
        var release = new TaskCompletionSource();
        await using var listening = await Listening.StartAsync(kind, async transport =>
        {
            await release.Task;
            await Echo.RunAsync(transport);
        });
        using var socket = await listening.ConnectAsync();
        socket.Blocking = false;
        await socket.SendAsync(new byte[] { 0x10 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sent = FillUntilTheWindowIsClosed(socket);
        Assert.InRange(sent, 1, 64L * 1024 * 1024);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 2 * 1024 * 1024);
        release.SetResult();
        await socket.ReceiveExactlyAsync(1 + (int)Math.Min(sent, Block));
    }

    [Fact]
    public async Task A_connection_nobody_reads_from_does_not_wake_its_loop()
    {
        var firstRead = new TaskCompletionSource();
        var connections = 0;
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            if (Interlocked.Increment(ref connections) > 1)
            {
                await Echo.RunAsync(transport);
                return;
            }

            await firstRead.Task;
        });
        using var idle = await listening.ConnectAsync();
        await idle.SendAsync(new byte[] { 0x10 });
        await Eventually.IsTrueAsync(() => Volatile.Read(ref connections) == 1, "the first connection is served");

        // Input that nobody reads, and later the end of it: a level-triggered loop would come back at once, for ever.
        await idle.SendAsync(new byte[100]);
        await AssertLoopSleepsAsync(listening);
        idle.Reset();
        await AssertLoopSleepsAsync(listening);
        firstRead.SetResult();
    }

    private static async Task AssertLoopSleepsAsync(Listening listening)
    {
        const int RoundTrips = 500;
        using var busy = await listening.ConnectAsync();
        await busy.SendAsync(new byte[] { 0x10 });
        await busy.ReceiveExactlyAsync(1);
        var before = listening.Set.Activity[0].Wakeups;
        for (var i = 0; i < RoundTrips; i++)
        {
            await busy.SendAsync(new byte[] { 1 });
            await busy.ReceiveExactlyAsync(1);
        }

        Assert.InRange(listening.Set.Activity[0].Wakeups - before, RoundTrips / 2, RoundTrips + 20);
    }

    private static long FillUntilTheWindowIsClosed(Socket socket)
    {
        var sent = 0L;
        var block = new byte[Block];
        for (var refused = 0; refused < 1000;)
        {
            try
            {
                sent += socket.Send(block);
                refused = 0;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
            {
                // The window opens once more while the kernel moves what is under way.
                refused++;
                Thread.Yield();
            }
        }

        return sent;
    }
}
