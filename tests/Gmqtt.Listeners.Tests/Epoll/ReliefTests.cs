using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests.Epoll;

/// <summary>Whatever blocks an I/O thread holds up its own connection only.</summary>
public sealed class ReliefTests
{
    [Fact]
    public async Task Connections_that_share_a_thread_with_one_that_blocks_it_are_served_by_another_thread()
    {
        using var blocked = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var logs = new LogCollector();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, transport => BlockOnBAsync(transport, entered, blocked), logs: logs);
        using var stuck = await listening.ConnectAsync();
        using var other = await listening.ConnectAsync();
        await OpenAsync(stuck);
        await OpenAsync(other);
        await stuck.SendAsync("B"u8.ToArray());
        await entered.Task;

        for (var i = 0; i < 100; i++) await EchoesAsync(other, 'x'); // never answered, were there no relief
        using var late = await listening.ConnectAsync();
        await OpenAsync(late);

        blocked.Set();
        Assert.Equal("B"u8.ToArray(), await stuck.ReceiveExactlyAsync(1));
        for (var i = 0; i < 100; i++) await EchoesAsync(stuck, 'z');
        Assert.NotEmpty(logs.Lines(3024));
    }

    [Fact]
    public async Task One_thread_after_the_other_may_block()
    {
        using var blocked = new ManualResetEventSlim();
        await using var listening = await Listening.StartAsync(
            TransportKind.Epoll, transport => BlockOnBAsync(transport, new TaskCompletionSource(), blocked));
        var stuck = new List<System.Net.Sockets.Socket>();
        using var other = await listening.ConnectAsync();
        await OpenAsync(other);
        for (var i = 0; i < 5; i++)
        {
            var socket = await listening.ConnectAsync();
            await OpenAsync(socket);
            await socket.SendAsync("B"u8.ToArray());
            stuck.Add(socket);
            await EchoesAsync(other, 'x');
        }

        blocked.Set();
        foreach (var socket in stuck)
        {
            Assert.Equal("B"u8.ToArray(), await socket.ReceiveExactlyAsync(1));
            await EchoesAsync(socket, 'z');
            socket.Dispose();
        }
    }

    [Fact]
    public async Task A_thread_that_never_comes_back_does_not_keep_the_listeners_from_stopping()
    {
        using var never = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = await Listening.StartAsync(TransportKind.Epoll, transport => BlockOnBAsync(transport, entered, never));
        using var stuck = await listening.ConnectAsync();
        await OpenAsync(stuck);
        await stuck.SendAsync("B"u8.ToArray());
        await entered.Task;
        await listening.DisposeAsync();
        never.Set();
    }

    /// <summary>What begins like a CONNECT is let through to the handler.</summary>
    private static async Task OpenAsync(System.Net.Sockets.Socket socket)
    {
        await socket.SendAsync("\x10\x00"u8.ToArray());
        Assert.Equal("\x10\x00"u8.ToArray(), await socket.ReceiveExactlyAsync(2));
    }

    private static async Task EchoesAsync(System.Net.Sockets.Socket socket, char letter)
    {
        await socket.SendAsync(new[] { (byte)letter });
        Assert.Equal([(byte)letter], await socket.ReceiveExactlyAsync(1));
    }

    private static async Task BlockOnBAsync(ITransport transport, TaskCompletionSource entered, ManualResetEventSlim blocked)
    {
        while (true)
        {
            var read = await transport.Input.ReadAsync();
            if (read.Buffer.IsEmpty)
            {
                if (read.IsCompleted) break;
                continue;
            }

            var bytes = read.Buffer.FirstSpan.ToArray();
            if (bytes[0] == 'B')
            {
                entered.TrySetResult();
                blocked.Wait(); // what a plugin's hook should never do
            }

            await transport.Output.WriteAsync(bytes);
            transport.Input.AdvanceTo(read.Buffer.End);
        }

        await transport.Output.CompleteAsync();
        await transport.Input.CompleteAsync();
    }
}
