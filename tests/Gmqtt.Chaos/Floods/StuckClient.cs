using System.Net;
using System.Net.Sockets;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Floods;

/// <summary>A subscriber that reads its SUBACK and then nothing, with the smallest receive buffer there is.</summary>
internal sealed class StuckClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, NoDelay = true };

    internal static async Task<StuckClient> ConnectAsync(EndPoint place, string clientId, string filter, int qos)
    {
        var client = new StuckClient();
        await client._socket.ConnectAsync(place);
        await client._socket.SendAsync(Packet.Connect(clientId, 5, clean: false, properties: Packet.SessionExpiry(3600)));
        await client._socket.SendAsync(Packet.Subscribe(1, 5, [], (filter, qos)));
        var answers = new byte[4096];
        // CONNACK and SUBACK, of which only that they came is of interest.
        for (var got = 0; got < 10;) got += await client._socket.ReceiveAsync(answers);
        return client;
    }

    public void Dispose() => _socket.Dispose();
}
