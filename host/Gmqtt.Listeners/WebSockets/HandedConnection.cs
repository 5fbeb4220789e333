using System.IO.Pipelines;
using Gmqtt.Broker.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>
/// A connection that turned out to speak HTTP, as Kestrel wants it. It ends when Kestrel disposes of it; what carries it is disposed of by
/// its owner.
/// </summary>
internal sealed class HandedConnection : ConnectionContext
{
    private readonly ITransport _transport;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ITransport?> _upgraded = new();

    public HandedConnection(ITransport transport, WebSocketOptions options, Action<string> onRefused)
    {
        _transport = transport;
        Options = options;
        OnRefused = onRefused;
        Transport = transport;
        RemoteEndPoint = transport.RemoteEndPoint;
        LocalEndPoint = transport.LocalEndPoint;
        Features.Set(this);
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public WebSocketOptions Options { get; }

    /// <summary>Told why a request was not upgraded.</summary>
    public Action<string> OnRefused { get; }

    /// <summary>The transport inside WebSocket; null when the connection ended without becoming one.</summary>
    public Task<ITransport?> Upgraded => _upgraded.Task;

    /// <summary>Completes when Kestrel touches the connection no more.</summary>
    public Task Released => _released.Task;

    /// <summary>What carries it.</summary>
    public ITransport Below => _transport;

    public void SetUpgraded(ITransport transport) => _upgraded.TrySetResult(transport);

    public override void Abort(ConnectionAbortedException abortReason) => _transport.Abort();

    public override ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        _upgraded.TrySetResult(null);
        return base.DisposeAsync();
    }
}
