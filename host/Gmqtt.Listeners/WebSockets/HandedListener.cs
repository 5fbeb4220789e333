using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>Kestrel's source of connections: those that the listeners hand over.</summary>
internal sealed class HandedListener : IConnectionListenerFactory, IConnectionListener
{
    // Kestrel takes them at once; more than this waiting means that it does not, and then newcomers are closed.
    private const int Capacity = 1024;

    private readonly Channel<ConnectionContext> _channel = Channel.CreateBounded<ConnectionContext>(Capacity);

    public EndPoint EndPoint { get; } = new HandedEndPoint();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public bool TryHand(ConnectionContext connection) => _channel.Writer.TryWrite(connection);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _channel.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _channel.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => default;
}
