using System.Collections.Concurrent;
using System.IO.Pipelines;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests.Epoll;

public sealed class SlabTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(60_000)]
    public async Task Bytes_that_a_reader_keeps_while_it_waits_are_not_overwritten(int size)
    {
        const int Readers = 20;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var kept = new ConcurrentBag<(byte Expected, ReadResult Read)>();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            var read = await WholeAsync(transport, size);
            kept.Add((read.Buffer.Slice(1).FirstSpan[0], read));
            await release.Task;
            Assert.Equal(-1, read.Buffer.FirstSpan[1..size].IndexOfAnyExcept(read.Buffer.FirstSpan[1]));
            await transport.Output.WriteAsync(read.Buffer.First[..size]);
            transport.Input.AdvanceTo(read.Buffer.End);
            await transport.Input.ReadAsync();
        });
        var sockets = new List<System.Net.Sockets.Socket>();
        for (byte i = 0; i < Readers; i++)
        {
            var socket = await listening.ConnectAsync();
            await socket.SendAsync(Packet(i, size));
            sockets.Add(socket);
        }

        await Eventually.IsTrueAsync(() => kept.Count == Readers, "all readers hold their bytes");
        Assert.All(kept, entry => Assert.Equal(-1, entry.Read.Buffer.FirstSpan[1..size].IndexOfAnyExcept(entry.Expected)));
        release.SetResult();
        for (byte i = 0; i < Readers; i++)
        {
            Assert.Equal(Packet(i, size), await sockets[i].ReceiveExactlyAsync(size));
            sockets[i].Dispose();
        }
    }

    [Fact]
    public async Task Small_packets_kept_by_many_readers_share_slabs()
    {
        const int Readers = 400;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            var read = await WholeAsync(transport, 100);
            Interlocked.Increment(ref waiting);
            await release.Task;
            transport.Input.AdvanceTo(read.Buffer.End);
            await Echo.RunAsync(transport);
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new List<System.Net.Sockets.Socket>();
        for (var i = 0; i < Readers; i++)
        {
            var socket = await listening.ConnectAsync();
            await socket.SendAsync(Packet(1, 100));
            sockets.Add(socket);
        }

        await Eventually.IsTrueAsync(() => Volatile.Read(ref waiting) == Readers, "all readers hold their bytes");

        // A 128 KiB slab each would be 50 MiB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 * 1024 * 1024);
        release.SetResult();
        sockets.ForEach(socket => socket.Dispose());
    }

    private static byte[] Packet(byte content, int size)
    {
        var packet = new byte[size];
        packet.AsSpan().Fill(content);
        packet[0] = 0x10;
        return packet;
    }

    private static async Task<ReadResult> WholeAsync(ITransport transport, int size)
    {
        ReadResult read;
        while ((read = await transport.Input.ReadAsync()).Buffer.Length < size)
        {
            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return read;
    }
}
