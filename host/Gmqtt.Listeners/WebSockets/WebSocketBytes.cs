using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>
/// The content of binary frames as one stream of bytes: packets may be split over frames or joined in one [MQTT-6.0.0-2]. A write is one
/// frame. A read of no bytes waits and takes none.
/// </summary>
internal sealed class WebSocketBytes(WebSocket socket) : DuplexStream
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    return 0;
                case WebSocketMessageType.Text:
                    // [MQTT-6.0.0-1] control packets come in binary frames; with any other the connection is closed.
                    await socket.CloseOutputAsync(WebSocketCloseStatus.InvalidMessageType, "MQTT needs binary frames", cancellationToken);
                    return 0;
            }

            // A frame without content carries nothing; it is not the end.
            if (received.Count > 0 || buffer.IsEmpty)
            {
                return received.Count;
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>Sends the Close frame.</summary>
    public Task EndAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
}
