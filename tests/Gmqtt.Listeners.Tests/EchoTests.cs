using System.IO.Pipelines;
using System.Net.Sockets;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests;

public sealed class EchoTests
{
    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task What_is_sent_comes_back(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync("\x10\x00hello"u8.ToArray());
        Assert.Equal("\x10\x00hello"u8.ToArray(), await socket.ReceiveExactlyAsync(7));
        socket.Shutdown(SocketShutdown.Send);
        Assert.Empty(await socket.ReceiveToEndAsync());
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Sixteen_megabytes_in_chunks_of_any_size_come_back_unharmed(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        using var socket = await listening.ConnectAsync();
        var sent = Noise(16 * 1024 * 1024);
        var sending = SendInChunksAsync(socket, sent);
        var received = new byte[sent.Length];
        var random = new Random(2);
        for (var offset = 0; offset < received.Length;)
        {
            var size = Math.Min(random.Next(1, 100_000), received.Length - offset);
            await socket.ReceiveExactlyAsync(received.AsMemory(offset, size));
            offset += size;
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_packet_that_comes_byte_by_byte_is_one_piece_in_the_end(TransportKind kind)
    {
        const int Size = 6000;
        await using var listening = await Listening.StartAsync(kind, transport => AnswerWholeAsync(transport, Size));
        using var socket = await listening.ConnectAsync();
        var packet = Noise(Size);
        foreach (var one in packet)
        {
            socket.Send([one]);
        }

        var answer = await socket.ReceiveExactlyAsync(Size);
        Assert.True(packet.AsSpan().SequenceEqual(answer));
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_large_packet_that_the_reader_wants_whole_arrives_whole(TransportKind kind)
    {
        const int Size = 3 * 1024 * 1024;
        await using var listening = await Listening.StartAsync(kind, transport => AnswerWholeAsync(transport, Size));
        using var socket = await listening.ConnectAsync();
        var packet = Noise(Size);
        var sending = SendInChunksAsync(socket, packet);
        var answer = await socket.ReceiveExactlyAsync(Size);
        Assert.True(packet.AsSpan().SequenceEqual(answer));
        await sending;
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task After_the_peer_has_ended_its_side_the_answer_still_arrives(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, AnswerAtEndAsync);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10, 1, 2, 3 });
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal([0x10, 1, 2, 3], await socket.ReceiveToEndAsync());
    }

    // Kestrel's socket connection shuts both sides down with its output; only the own transport can do this.
    [Fact]
    public async Task After_the_output_is_complete_input_is_read_on()
    {
        var rest = new TaskCompletionSource<long>();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            await transport.Output.CompleteAsync();
            var total = 0L;
            while (true)
            {
                var read = await transport.Input.ReadAsync();
                total += read.Buffer.Length;
                transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    rest.SetResult(total);
                    return;
                }
            }
        });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10, 0 });
        Assert.Empty(await socket.ReceiveToEndAsync());
        await socket.SendAsync(new byte[10]);
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(12, await rest.Task);
    }

    /// <summary>Bytes without a pattern; the first says CONNECT.</summary>
    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        bytes[0] = 0x10;
        return bytes;
    }

    private static async Task SendInChunksAsync(Socket socket, byte[] bytes)
    {
        var random = new Random(3);
        for (var offset = 0; offset < bytes.Length;)
        {
            var size = Math.Min(random.Next(1, 70_000), bytes.Length - offset);
            offset += await socket.SendAsync(bytes.AsMemory(offset, size));
        }
    }

    /// <summary>Takes nothing until all is there, as a frame reader does, and sends it back in one write.</summary>
    private static async Task AnswerWholeAsync(ITransport transport, int size)
    {
        ReadResult read;
        while ((read = await transport.Input.ReadAsync()).Buffer.Length < size)
        {
            Assert.False(read.IsCompleted);
            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        foreach (var part in read.Buffer)
        {
            await transport.Output.WriteAsync(part);
        }

        transport.Input.AdvanceTo(read.Buffer.End);
        await transport.Input.ReadAsync();
    }

    private static async Task AnswerAtEndAsync(ITransport transport)
    {
        ReadResult read;
        while (!(read = await transport.Input.ReadAsync()).IsCompleted)
        {
            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        await transport.Output.WriteAsync(read.Buffer.First);
        transport.Input.AdvanceTo(read.Buffer.End);
        await transport.Output.CompleteAsync();
    }
}
