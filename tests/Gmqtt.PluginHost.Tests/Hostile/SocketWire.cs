using System.Net;
using System.Net.Sockets;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A client over a real socket.</summary>
internal sealed class SocketWire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    internal Wire Wire => new(SendAsync, ReadAsync);

    internal static async Task<SocketWire> OpenAsync(int port)
    {
        var wire = new SocketWire();
        await wire._socket.ConnectAsync(IPAddress.Loopback, port);
        return wire;
    }

    internal static async Task<SocketWire> ConnectAsync(int port, string clientId)
    {
        var wire = await OpenAsync(port);
        await wire.SendAsync(Packet.Connect(clientId));
        Assert.Equal((2, 0), await wire.ReadAsync() is var answer ? (answer.Type, (int)answer.ReasonCode) : default);
        return wire;
    }

    internal async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None);
    }

    internal async Task<ReceivedPacket> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var first = (await ReadAsync(1, patience.Token))[0];
        int length = 0, shift = 0;
        while (true)
        {
            var digit = (await ReadAsync(1, patience.Token))[0];
            length |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) return new ReceivedPacket(first, await ReadAsync(length, patience.Token), 5);
            shift += 7;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        for (var got = 0; got < length;)
        {
            var read = await _socket.ReceiveAsync(bytes.AsMemory(got), SocketFlags.None, cancellationToken);
            got += read > 0 ? read : throw new EndOfStreamException("the broker closed the connection");
        }

        return bytes;
    }
}
