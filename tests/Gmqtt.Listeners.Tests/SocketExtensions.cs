using System.Net.Sockets;

namespace Gmqtt.Listeners.Tests;

internal static class SocketExtensions
{
    public static async Task ReceiveExactlyAsync(this Socket socket, Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var received = await socket.ReceiveAsync(buffer);
            Assert.True(received > 0, "The peer closed before everything had come.");
            buffer = buffer[received..];
        }
    }
}
