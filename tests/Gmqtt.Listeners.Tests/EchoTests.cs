using System.Net.Sockets;

namespace Gmqtt.Listeners.Tests;

public sealed class EchoTests
{
    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task What_is_sent_comes_back(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync("\x10\x00hello"u8.ToArray());
        var buffer = new byte[7];
        await socket.ReceiveExactlyAsync(buffer);
        Assert.Equal("\x10\x00hello"u8, buffer);
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await socket.ReceiveAsync(buffer));
    }
}
