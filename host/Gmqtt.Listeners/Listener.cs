using System.Net;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Admission;
using Gmqtt.Listeners.Arrivals;
using Gmqtt.Listeners.Proxy;
using Gmqtt.Listeners.Transports;
using Gmqtt.Services;

namespace Gmqtt.Listeners;

/// <summary>One listening address. It outlives its socket: connections that came in through it count here until they end.</summary>
internal sealed class Listener : IAcceptSink
{
    private readonly ListenerShared _shared;
    private readonly ListenerCaps _caps;
    private volatile ListenerSettings _settings;
    private BoundSocket? _socket;
    private IAcceptor? _acceptor;
    private EndPoint _boundEndPoint;
    private long _accepted;
    private long _refused;
    private bool _exhausted;

    public Listener(ListenerShared shared, ListenerSettings settings, BoundSocket socket)
    {
        _shared = shared;
        _settings = settings;
        _socket = socket;
        _boundEndPoint = socket.EndPoint;
        _caps = new ListenerCaps(shared.Budget, shared.TimeProvider, settings.Options.NewConnectionsPerSecond);
    }

    public ListenerSettings Settings => _settings;

    /// <summary>Where it listens in fact.</summary>
    public ListenerAddress BoundAddress => _settings.Address.BoundTo(_boundEndPoint);

    public ListenerPolicy Policy => _settings.Policy;

    public ListenerStatus Status =>
        new(_settings.Options.Address, _boundEndPoint, _caps.Connections, Volatile.Read(ref _accepted), Volatile.Read(ref _refused));

    /// <summary>For plugins.</summary>
    public ListenerInfo Describe() => new(
        BoundAddress is { UnixPath: { } path } ? $"unix:{path}" : BoundAddress.EndPoint!.ToString(), [.. ProtocolNames(_settings.Options)], _caps.Connections, Volatile.Read(ref _accepted), Volatile.Read(ref _refused));

    public void Start(ISocketEngine engine)
    {
        _acceptor = engine.Accept(_socket!, this);
        var options = _settings.Options;
        var security = options.Tls is null ? "no TLS" : options.Tls.Optional ? "TLS optional" : "TLS";
        _shared.Logger.Listening(options.Address, _boundEndPoint.ToString()!, options.Protocols, security);
    }

    /// <summary>New connections go by these settings.</summary>
    public void Apply(ListenerSettings settings)
    {
        var old = _settings;
        _settings = settings;
        _caps.SetRate(settings.Options.NewConnectionsPerSecond);
        if (old.Tls != settings.Tls)
        {
            old.Tls?.Dispose();
        }
    }

    /// <summary>Closes the socket; connections live on.</summary>
    public async Task StopAcceptingAsync()
    {
        if (Interlocked.Exchange(ref _acceptor, null) is { } acceptor)
        {
            await acceptor.DisposeAsync();
            _shared.Logger.StoppedListening(_settings.Options.Address, _caps.Connections);
        }

        Interlocked.Exchange(ref _socket, null)?.Dispose();
    }

    /// <summary>Listens again on a new socket, where another listener could not take the place of the old one.</summary>
    public void Resume(BoundSocket socket, ISocketEngine engine)
    {
        _socket = socket;
        _boundEndPoint = socket.EndPoint;
        Start(engine);
    }

    public TimeSpan AcceptDelay() => _caps.Delay();

    public void OnAccepted(RawTransport transport)
    {
        if (Interlocked.Exchange(ref _exhausted, false))
        {
            _shared.Logger.AcceptRecovered(_settings.Options.Address);
        }

        _ = ServeAsync(new Arrival(transport, _settings));
    }

    public void OnExhausted(string reason, TimeSpan delay)
    {
        if (!Interlocked.Exchange(ref _exhausted, true))
        {
            _shared.Logger.AcceptExhausted(_settings.Options.Address, reason, delay);
        }
    }

    private async Task ServeAsync(Arrival arrival)
    {
        if (_caps.Enter(arrival) is var verdict and not Verdict.Welcome)
        {
            Refuse(arrival, verdict);
            await arrival.Raw.DisposeAsync();
            return;
        }

        Interlocked.Increment(ref _accepted);
        ITransport? transport = null;
        try
        {
            transport = await ReceiveAsync(arrival);
            if (transport is not null)
            {
                await _shared.Handler(transport);
            }
        }
        catch (Exception exception)
        {
            _shared.Logger.ConnectionFailed(exception, RefusalLog.Name(arrival.Raw.RemoteEndPoint), arrival.Settings.Options.Address);
        }
        finally
        {
            _shared.Deadlines.Remove(arrival);
            await (transport ?? arrival.Raw).DisposeAsync();
            _caps.Leave(arrival);
        }
    }

    private async ValueTask<ITransport?> ReceiveAsync(Arrival arrival)
    {
        _shared.Deadlines.Add(arrival);
        var transport = await IsAdmittedByProxyAsync(arrival) ? await _shared.Reception.ReceiveAsync(arrival) : null;
        _shared.Deadlines.Remove(arrival);
        if (arrival.WasRefused)
        {
            Interlocked.Increment(ref _refused);
        }

        return transport;
    }

    private async ValueTask<bool> IsAdmittedByProxyAsync(Arrival arrival)
    {
        if (!ProxyGate.IsProxy(arrival.Settings.Options.ProxyProtocol, arrival.Raw.RemoteEndPoint))
        {
            return true;
        }

        if (!await _shared.Reception.ReadProxyHeaderAsync(arrival))
        {
            return false;
        }

        var verdict = _caps.EnterAddress(arrival);
        if (verdict != Verdict.Welcome)
        {
            Refuse(arrival, verdict);
        }

        return verdict == Verdict.Welcome;
    }

    private void Refuse(Arrival arrival, Verdict verdict)
    {
        var options = arrival.Settings.Options;
        Interlocked.Increment(ref _refused);
        _shared.Refusals.Write(arrival.Raw.RemoteEndPoint, options.Address, verdict.ToString(), _caps.Explain(verdict, options));
    }

    private static IEnumerable<string> ProtocolNames(ListenerOptions options)
    {
        var (plain, secure) = (options.Tls is null or { Optional: true }, options.Tls is not null);
        if (options.Protocols.HasFlag(ListenerProtocols.Mqtt) && plain) yield return "mqtt";
        if (options.Protocols.HasFlag(ListenerProtocols.Mqtt) && secure) yield return "mqtts";
        if (options.Protocols.HasFlag(ListenerProtocols.WebSocket) && plain) yield return "ws";
        if (options.Protocols.HasFlag(ListenerProtocols.WebSocket) && secure) yield return "wss";
    }
}
