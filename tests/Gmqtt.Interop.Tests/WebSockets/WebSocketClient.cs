using System.Net.WebSockets;
using Gmqtt.Interop.Tests.Live;
using Gmqtt.Testing;

namespace Gmqtt.Interop.Tests.WebSockets;

/// <summary>The framework's WebSocket with a say over each frame, and MQTT packets cut from what comes.</summary>
internal sealed class WebSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];
    private readonly int _version;

    private WebSocketClient(int version, string[] protocols)
    {
        _version = version;
        foreach (var protocol in protocols) _socket.Options.AddSubProtocol(protocol);
    }

    /// <summary>The subprotocol that the broker chose.</summary>
    public string? Protocol => _socket.SubProtocol;

    public static async Task<WebSocketClient> OpenAsync(LiveBroker broker, int version = 5, params string[] protocols)
    {
        var client = new WebSocketClient(version, protocols);
        try
        {
            using var patience = new CancellationTokenSource(Patience.Limit);
            await client._socket.ConnectAsync(new Uri($"ws://{broker.Plain}/mqtt"), patience.Token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>One frame.</summary>
    public Task SendAsync(byte[] content, bool last = true, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _socket.SendAsync(content, type, last, CancellationToken.None);

    /// <summary>The next packet; all frames must be binary.</summary>
    public async Task<ReceivedPacket> ReadAsync()
    {
        while (true)
        {
            if (Cut() is { } packet) return packet;
            Assert.Equal(WebSocketMessageType.Binary, await ReceiveAsync());
        }
    }

    /// <summary>Waits for the Close frame; packets before it are of no interest.</summary>
    public async Task<WebSocketCloseStatus?> ReadCloseAsync()
    {
        while (await ReceiveAsync() != WebSocketMessageType.Close)
        {
        }

        return _socket.CloseStatus;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<WebSocketMessageType> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var buffer = new byte[4096];
        var result = await _socket.ReceiveAsync(buffer, patience.Token);
        _received.AddRange(buffer[..result.Count]);
        return result.MessageType;
    }

    /// <summary>Remaining Length is one byte in all that these tests receive.</summary>
    private ReceivedPacket? Cut()
    {
        if (_received.Count < 2 || _received.Count < 2 + _received[1]) return null;
        var packet = new ReceivedPacket(_received[0], [.. _received.Skip(2).Take(_received[1])], _version);
        _received.RemoveRange(0, 2 + _received[1]);
        return packet;
    }
}
