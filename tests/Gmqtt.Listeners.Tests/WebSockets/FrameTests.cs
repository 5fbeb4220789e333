using System.Buffers.Binary;
using System.Net;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests.WebSockets;

public sealed class FrameTests
{
    private const int Normal = 1000;
    private const int ProtocolError = 1002;
    private const int InvalidMessageType = 1003;

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Packets_split_over_frames_or_joined_in_one_are_one_stream(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        byte[] packet = [0x10, 0x0C, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0];

        // One byte a frame, each a message of its own.
        foreach (var one in packet)
        {
            await client.SendAsync(RawWebSocket.Binary, [one]);
        }

        Assert.Equal(packet, await client.ReceiveContentAsync(packet.Length));

        // One message in fragments, one byte each.
        for (var i = 0; i < packet.Length; i++)
        {
            await client.SendAsync(i == 0 ? RawWebSocket.Binary : RawWebSocket.Continuation, [packet[i]], final: i == packet.Length - 1);
        }

        Assert.Equal(packet, await client.ReceiveContentAsync(packet.Length));

        // Two packets in one frame.
        byte[] two = [.. packet, .. packet];
        await client.SendAsync(RawWebSocket.Binary, two);
        Assert.Equal(two, await client.ReceiveContentAsync(two.Length));
    }

    [Fact]
    public async Task Large_frames_pass()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        var payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        var sending = client.SendAsync(RawWebSocket.Binary, payload);
        var received = await client.ReceiveContentAsync(payload.Length);
        Assert.True(payload.AsSpan().SequenceEqual(received));
        await sending;
    }

    [Fact]
    public async Task One_write_is_one_binary_frame()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            await transport.Output.WriteAsync(new byte[] { 0x20, 2, 0, 0 });
            await transport.Output.WriteAsync(new byte[] { 0xD0, 0 });
            await transport.Output.CompleteAsync();
            await Echo.RunAsync(transport);
        });
        using var client = await RawWebSocket.ConnectAsync(listening);
        Assert.Equal((RawWebSocket.Binary, "20020000"), Hex(await client.ReceiveAsync()));
        Assert.Equal((RawWebSocket.Binary, "D000"), Hex(await client.ReceiveAsync()));
        Assert.Equal(Normal, await client.ReceiveCloseAsync());

        static (int, string) Hex((int Opcode, byte[] Payload) frame) => (frame.Opcode, Convert.ToHexString(frame.Payload));
    }

    [Fact]
    public async Task A_text_frame_closes_with_1003()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        await client.SendAsync(RawWebSocket.Text, "hello"u8);
        Assert.Equal(InvalidMessageType, await client.ReceiveCloseAsync());
        await client.SendAsync(RawWebSocket.Close, [0x03, 0xEB]);
        Assert.Empty(await client.Socket.ReceiveToEndAsync());
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Fact]
    public async Task Frames_without_content_change_nothing()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        await client.SendAsync(RawWebSocket.Binary, []);
        await client.SendAsync(RawWebSocket.Binary, [], final: false);
        await client.SendAsync(RawWebSocket.Continuation, []);
        await client.SendAsync(RawWebSocket.Binary, [0x10]);
        await client.SendAsync(RawWebSocket.Binary, []);
        await client.SendAsync(RawWebSocket.Binary, [2]);
        Assert.Equal([0x10, 2], await client.ReceiveContentAsync(2));
    }

    [Theory]
    [InlineData("8281" + "00")] // masked bit set but cut: sent with the end of the connection below
    public async Task A_frame_that_is_cut_ends_the_connection(string frame)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        await client.SendRawAsync(Convert.FromHexString(frame));
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await client.Socket.ReceiveToEndAsync();
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Theory]
    [InlineData("82FF8000000000000000" + "01020304")] // 64-bit length with the top bit set
    [InlineData("820610010203040506")] // not masked
    [InlineData("C28101020304" + "11")] // RSV1 without an extension
    [InlineData("838101020304" + "11")] // opcode 3 is reserved
    [InlineData("09810102030411")] // a ping in fragments
    [InlineData("89FE007E01020304")] // a ping of 126 bytes
    [InlineData("88810102030403")] // a close of one byte
    [InlineData("80810102030411")] // a continuation of nothing
    public async Task What_RFC_6455_forbids_closes_with_1002(string frame)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        await client.SendRawAsync(Convert.FromHexString(frame));
        Assert.Equal(ProtocolError, await client.ReceiveCloseAsync());
        client.Dispose();
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Fact]
    public async Task A_frame_that_says_it_is_as_long_as_can_be_costs_no_memory()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        var head = new byte[14];
        head[0] = 0x82;
        head[1] = 0xFF;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), long.MaxValue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await client.SendRawAsync(head);
        var content = new byte[64 * 1024];
        await client.SendRawAsync(content);
        Assert.Equal(content, await client.ReceiveContentAsync(content.Length));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 512 * 1024);
    }

    [Fact]
    public async Task Pings_are_answered_between_the_packets()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        for (var i = 0; i < 200; i++)
        {
            await client.SendAsync(RawWebSocket.Ping, [1, 2, (byte)i]);
            var (opcode, payload) = await client.ReceiveAsync();
            Assert.Equal(RawWebSocket.Pong, opcode);
            Assert.Equal([1, 2, (byte)i], payload);
        }

        await client.SendAsync(RawWebSocket.Binary, [0x10]);
        Assert.Equal([0x10], await client.ReceiveContentAsync(1));
    }

    [Fact]
    public async Task A_close_is_answered_and_ends_the_input()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = await RawWebSocket.ConnectAsync(listening);
        await client.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);
        Assert.Equal(Normal, await client.ReceiveCloseAsync());
        Assert.Empty(await client.Socket.ReceiveToEndAsync());
    }

    [Fact]
    public async Task An_abort_ends_it_and_nothing_is_left()
    {
        ITransport? seen = null;
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, transport =>
        {
            seen = transport;
            return Echo.RunAsync(transport);
        });
        var before = Descriptors.OpenSockets();
        using (var client = await RawWebSocket.ConnectAsync(listening))
        {
            await client.SendAsync(RawWebSocket.Binary, [0x10]);
            await client.ReceiveContentAsync(1);
            Assert.Equal(client.Socket.LocalEndPoint, seen!.RemoteEndPoint);
            Assert.IsType<IPEndPoint>(seen.LocalEndPoint);
            seen.Abort();
            await client.Socket.ReceiveToEndAsync();
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
        await Eventually.IsTrueAsync(() => Descriptors.OpenSockets() <= before, "its socket is closed");
    }

    [Fact]
    public async Task A_cancelled_read_can_be_followed_by_another()
    {
        var waiting = new TaskCompletionSource<ITransport>();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, async transport =>
        {
            var read = transport.Input.ReadAsync();
            waiting.SetResult(transport);
            Assert.True((await read).IsCanceled);
            await Echo.RunAsync(transport);
        });
        using var client = await RawWebSocket.ConnectAsync(listening);
        (await waiting.Task).Input.CancelPendingRead();
        await client.SendAsync(RawWebSocket.Binary, [0x10, 0]);
        Assert.Equal([0x10, 0], await client.ReceiveContentAsync(2));
    }

    [Fact]
    public async Task Two_hundred_connections_come_and_go()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        var before = Descriptors.OpenSockets();
        for (var i = 0; i < 200; i++)
        {
            using var client = await RawWebSocket.ConnectAsync(listening);
            await client.SendAsync(RawWebSocket.Binary, [0x10]);
            await client.ReceiveContentAsync(1);
            if (i % 2 == 0)
            {
                client.Socket.Reset();
            }
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "all connections are counted out");
        await Eventually.IsTrueAsync(() => Descriptors.OpenSockets() <= before, "all sockets are closed");
    }
}
