using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Admission;
using Gmqtt.Listeners.Arrivals;
using Gmqtt.Listeners.Epoll;
using Gmqtt.Listeners.Sockets;
using Gmqtt.Listeners.Transports;
using Gmqtt.Listeners.WebSockets;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners;

/// <summary>
/// All listeners of a broker. Each connection that has come far enough to speak MQTT (after PROXY header, TLS and WebSocket upgrade) goes
/// to the handler, which owns the transport until its task completes.
/// </summary>
public sealed class ListenerSet : IAsyncDisposable
{
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(10);

    private readonly ListenerShared _shared;
    private readonly ISocketEngine _engine;
    private readonly WebSocketGateway _webSockets;
    private readonly HandshakeDeadlines _deadlines;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ListenerSetOptions _options;
    private Listener[] _listeners = [];
    private bool _disposed;

    /// <summary>Starts the I/O threads; listens nowhere yet.</summary>
    /// <param name="handler">Speaks MQTT with one peer; called on an I/O thread, which it must not block. The transport is disposed after
    /// its task.</param>
    /// <param name="loggerFactory">Where refusals and faults are written.</param>
    /// <param name="timeProvider">Its only clock.</param>
    /// <param name="options">What all listeners share.</param>
    public ListenerSet(
        Func<ITransport, Task> handler, ILoggerFactory loggerFactory, TimeProvider timeProvider, ListenerSetOptions? options = null)
    {
        options ??= new ListenerSetOptions();
        var logger = loggerFactory.CreateLogger<ListenerSet>();
        _options = options;
        var limit = DescriptorLimit.Connections(options.MaxConnections, options.DescriptorReserve);
        var refusals = new RefusalLog(logger, timeProvider);
        _webSockets = new WebSocketGateway(loggerFactory);
        _deadlines = new HandshakeDeadlines(timeProvider);
        _shared = new ListenerShared(
            handler, new ConnectionBudget(limit, options.DescriptorReserve), _deadlines, new Reception(refusals, _webSockets), refusals, logger, timeProvider);
        var epoll = options.Transport == TransportKind.Epoll || (options.Transport == TransportKind.Auto && EpollEngine.IsSupported);
        var threads = options.IoThreads > 0 ? options.IoThreads : Environment.ProcessorCount;
        _engine = epoll ? new EpollEngine(threads, timeProvider, logger) : new SocketsEngine(timeProvider, logger);
    }

    /// <summary>The listeners at this moment, in the order given.</summary>
    public IReadOnlyList<ListenerStatus> Listeners => [.. Volatile.Read(ref _listeners).Select(listener => listener.Status)];

    /// <summary>The same for plugins.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<ListenerInfo> Describe() => [.. Volatile.Read(ref _listeners).Select(listener => listener.Describe())];

    /// <summary>Connections of all listeners, those of removed ones included.</summary>
    public int ConnectionCount => _shared.Budget.Count;

    /// <summary>Most connections at once: the configured number, or what the process's descriptor limit allows.</summary>
    public int ConnectionLimit => _shared.Budget.Limit;

    /// <summary>What each I/O thread is doing; empty with <see cref="TransportKind.Sockets"/>.</summary>
    public IReadOnlyList<LoopActivity> Activity => _engine.Activity;

    /// <summary>
    /// Makes these the listeners: new addresses start, missing ones stop accepting (their connections live on), the others keep their
    /// socket and take the new options for new connections. All or nothing: where one fails, none has changed.
    /// </summary>
    /// <param name="listeners">All of them.</param>
    /// <param name="cancellationToken">Gives up waiting for a call under way.</param>
    /// <returns>Completes when all accept.</returns>
    /// <exception cref="ListenerException">One cannot be started.</exception>
    public async Task ApplyAsync(IReadOnlyList<ListenerOptions> listeners, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _shared.Budget.Limit = DescriptorLimit.Connections(_options.MaxConnections, _options.DescriptorReserve, _shared.Budget.Count);
            var change = new ListenerChange(_shared, _engine, _listeners, listeners);
            Volatile.Write(ref _listeners, await change.CommitAsync());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Closes all listening sockets; connections live on.</summary>
    /// <param name="cancellationToken">Gives up waiting for a call under way.</param>
    /// <returns>Completes when no new connection comes any more.</returns>
    public async Task StopAcceptingAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.WhenAll(_listeners.Select(listener => listener.StopAcceptingAsync()));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Reads all certificate files again, now. A bad one is logged and the one in use stays; connections that live keep theirs.
    /// </summary>
    public void ReloadCertificates()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Settings.Tls?.Reload();
        }
    }

    /// <summary>
    /// Stops accepting, aborts every connection that is left, waits for the handlers (10 s at most) and ends the I/O threads.
    /// </summary>
    /// <returns>Completes when nothing is left.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await StopAcceptingAsync();
        _engine.AbortAll();
        try
        {
            await _shared.Budget.DrainedAsync().WaitAsync(LastWait, _shared.TimeProvider);
        }
        catch (TimeoutException)
        {
            _shared.Logger.ConnectionsLeft(ConnectionCount);
        }

        await _webSockets.DisposeAsync();
        await _engine.DisposeAsync();
        _deadlines.Dispose();
        Array.ForEach(_listeners, listener => listener.Settings.Tls?.Dispose());
        _turn.Dispose();
    }
}
