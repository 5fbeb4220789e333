using System.IO.Pipelines;
using System.Net;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Transports;
using Microsoft.AspNetCore.Connections;

namespace Gmqtt.Listeners.Sockets;

/// <summary>A Kestrel socket connection as a transport.</summary>
internal sealed class SocketsTransport : RawTransport
{
    private readonly SocketsEngine _engine;
    private readonly ConnectionContext _connection;
    private int _disposed;

    public SocketsTransport(SocketsEngine engine, ConnectionContext connection, int descriptor, ListenerPolicy listener)
        : base(listener, Unmapped(connection.RemoteEndPoint))
    {
        _engine = engine;
        _connection = connection;
        Descriptor = descriptor;
        Input = new SocketsReader(connection.Transport.Input);
        Output = new SocketsWriter(connection.Transport.Output, connection);
    }

    public override PipeReader Input { get; }

    public override PipeWriter Output { get; }

    public override int Descriptor { get; }

    public override EndPoint? LocalEndPoint => Unmapped(_connection.LocalEndPoint);

    public override void Abort() => _connection.Abort(new ConnectionAbortedException("The broker ended the connection."));

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Abort();
        await _connection.DisposeAsync();
        _engine.Forget(this);
    }

    private static EndPoint? Unmapped(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : endPoint;
}
