using System.Collections.Concurrent;
using Gmqtt.Listeners.Transports;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Sockets;

/// <summary>The portable engine: Kestrel's socket connection behind the same seam.</summary>
internal sealed class SocketsEngine : ISocketEngine
{
    private readonly SocketConnectionContextFactory _factory;
    private readonly ConcurrentDictionary<SocketsTransport, byte> _transports = new();

    public SocketsEngine(TimeProvider timeProvider, ILogger logger)
    {
        TimeProvider = timeProvider;
        // Inline: reads complete on the socket engine's thread and the engine runs there, as with epoll.
        _factory = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, logger);
    }

    public TimeProvider TimeProvider { get; }

    public IReadOnlyList<LoopActivity> Activity => [];

    public IAcceptor Accept(BoundSocket socket, IAcceptSink sink) => new SocketsAcceptor(this, socket, sink);

    public SocketsTransport Open(System.Net.Sockets.Socket socket, IAcceptSink sink)
    {
        var transport = new SocketsTransport(this, _factory.Create(socket), OperatingSystem.IsWindows() ? -1 : (int)socket.Handle, sink.Policy);
        _transports.TryAdd(transport, 0);
        return transport;
    }

    public void Forget(SocketsTransport transport) => _transports.TryRemove(transport, out _);

    public void AbortAll()
    {
        foreach (var transport in _transports.Keys)
        {
            transport.Abort();
        }
    }

    public ValueTask DisposeAsync()
    {
        _factory.Dispose();
        return default;
    }
}
