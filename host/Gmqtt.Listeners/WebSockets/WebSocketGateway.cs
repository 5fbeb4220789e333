using Gmqtt.Broker.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>
/// Kestrel as the reader of upgrade requests: one server for all listeners, started with the first request and fed with connections that
/// already exist. It knows no address of its own and serves nothing else.
/// </summary>
internal sealed class WebSocketGateway : IAsyncDisposable
{
    private const int MostHeaders = 64;
    private const int MostHeaderBytes = 16 * 1024;
    private const int MostRequestLineBytes = 4 * 1024;

    private readonly HandedListener _listener = new();
    private readonly KestrelServer _server;
    private readonly UpgradeApplication _application;
    private readonly Lazy<Task> _started;

    public WebSocketGateway(ILoggerFactory loggerFactory)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestHeaderCount = MostHeaders;
        options.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        options.Limits.MaxRequestLineSize = MostRequestLineBytes;
        options.Limits.MaxRequestBodySize = 0;
        // The arrival's own deadline comes first; these two are for connections that the deadline does not cover any more.
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        options.Listen(_listener.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(options), _listener, loggerFactory);
        _application = new UpgradeApplication(loggerFactory);
        _started = new Lazy<Task>(() => _server.StartAsync(_application, CancellationToken.None));
    }

    /// <summary>Reads the upgrade request. Null where the connection has ended without becoming a WebSocket.</summary>
    /// <param name="transport">What speaks HTTP; stays its caller's.</param>
    /// <param name="options">What is let in.</param>
    /// <param name="onRefused">Told why not.</param>
    public async Task<ITransport?> UpgradeAsync(ITransport transport, WebSocketOptions options, Action<string> onRefused)
    {
        await _started.Value;
        var connection = new HandedConnection(transport, options, onRefused);
        if (_listener.TryHand(connection))
        {
            return await connection.Upgraded;
        }

        onRefused("closed: too many WebSocket upgrades wait already");
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            await _started.Value;
            // The connections have ended before this is called.
            await _server.StopAsync(new CancellationToken(canceled: true));
        }

        _server.Dispose();
    }
}
