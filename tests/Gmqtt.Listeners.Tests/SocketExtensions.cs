using System.Net.Sockets;

namespace Gmqtt.Listeners.Tests;

internal static class SocketExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task ReceiveExactlyAsync(this Socket socket, Memory<byte> buffer)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!buffer.IsEmpty)
        {
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(received > 0, "The peer closed before everything had come.");
            buffer = buffer[received..];
        }
    }

    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count)
    {
        var buffer = new byte[count];
        await socket.ReceiveExactlyAsync(buffer);
        return buffer;
    }

    /// <summary>Everything until the peer has closed or reset the connection.</summary>
    public static async Task<byte[]> ReceiveToEndAsync(this Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is var received and > 0)
            {
                all.Write(buffer, 0, received);
            }
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }

        return all.ToArray();
    }

    /// <summary>Closes with a reset.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
