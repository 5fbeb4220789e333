using System.Net;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Admission;
using Gmqtt.Listeners.Arrivals;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners;

/// <summary>
/// One listening address. It outlives its socket: connections that came in through it count here until they end.
/// </summary>
internal sealed class Listener : IAcceptSink
{
    private readonly ListenerShared _shared;
    private readonly AddressBook _addresses;
    private readonly Lock _rateGate = new();
    private volatile ListenerSettings _settings;
    private TokenBucket _rate;
    private BoundSocket? _socket;
    private IAcceptor? _acceptor;
    private EndPoint _boundEndPoint;
    private int _connections;
    private long _accepted;
    private long _refused;
    private bool _exhausted;

    public Listener(ListenerShared shared, ListenerSettings settings, BoundSocket socket)
    {
        _shared = shared;
        _settings = settings;
        _socket = socket;
        _boundEndPoint = socket.EndPoint;
        _addresses = new AddressBook(shared.TimeProvider);
        _rate = new TokenBucket(settings.Options.NewConnectionsPerSecond, shared.TimeProvider.GetTimestamp());
    }

    public ListenerSettings Settings => _settings;

    public ListenerPolicy Policy => _settings.Policy;

    public ListenerStatus Status =>
        new(_settings.Options.Address, _boundEndPoint, Volatile.Read(ref _connections), Volatile.Read(ref _accepted), Volatile.Read(ref _refused));

    public void Start(ISocketEngine engine)
    {
        _acceptor = engine.Accept(_socket!, this);
        var options = _settings.Options;
        _shared.Logger.Listening(options.Address, _boundEndPoint.ToString()!, options.Protocols, options.Tls is null ? "no TLS" : "TLS");
    }

    /// <summary>New connections go by these settings.</summary>
    public void Apply(ListenerSettings settings)
    {
        _settings = settings;
        lock (_rateGate)
        {
            _rate.PerSecond = settings.Options.NewConnectionsPerSecond;
        }
    }

    public void ReloadCertificates() => _settings.ReloadCertificates();

    /// <summary>Closes the socket; connections live on.</summary>
    public async Task StopAcceptingAsync()
    {
        if (Interlocked.Exchange(ref _acceptor, null) is { } acceptor)
        {
            await acceptor.DisposeAsync();
            _shared.Logger.StoppedListening(_settings.Options.Address, Volatile.Read(ref _connections));
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

    public TimeSpan AcceptDelay()
    {
        lock (_rateGate)
        {
            return _rate.Delay(_shared.TimeProvider.GetTimestamp(), _shared.TimeProvider);
        }
    }

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
        var verdict = Admit(arrival);
        if (verdict != Verdict.Welcome)
        {
            Refuse(arrival, verdict);
            await arrival.Raw.DisposeAsync();
            return;
        }

        try
        {
            await _shared.Handler(arrival.Raw);
        }
        catch (Exception exception)
        {
            _shared.Logger.ConnectionFailed(exception, RefusalLog.Name(arrival.Raw.RemoteEndPoint), _settings.Options.Address);
        }
        finally
        {
            await arrival.Raw.DisposeAsync();
            Leave(arrival);
        }
    }

    private Verdict Admit(Arrival arrival)
    {
        if (!_shared.Budget.TryTake())
        {
            return Verdict.BrokerFull;
        }

        var options = arrival.Settings.Options;
        var connections = Interlocked.Increment(ref _connections);
        var verdict = options.MaxConnections > 0 && connections > options.MaxConnections ? Verdict.ListenerFull : EnterAddress(arrival);
        if (verdict == Verdict.Welcome)
        {
            Interlocked.Increment(ref _accepted);
        }
        else
        {
            Leave(arrival);
        }

        return verdict;
    }

    private Verdict EnterAddress(Arrival arrival)
    {
        var options = arrival.Settings.Options;
        var address = (arrival.Raw.RemoteEndPoint as IPEndPoint)?.Address;
        if (!options.LimitLoopback && (address is null || IPAddress.IsLoopback(address)))
        {
            return Verdict.Welcome;
        }

        lock (_rateGate)
        {
            _rate.TryTake(_shared.TimeProvider.GetTimestamp(), _shared.TimeProvider);
        }

        var key = AddressBook.Key(address ?? IPAddress.Loopback);
        var verdict = _addresses.Enter(key, options.MaxConnectionsPerAddress, options.NewConnectionsPerSecondPerAddress);
        arrival.CountedAs = verdict == Verdict.Welcome ? key : null;
        return verdict;
    }

    private void Leave(Arrival arrival)
    {
        if (arrival.CountedAs is { } key)
        {
            _addresses.Leave(key);
        }

        Interlocked.Decrement(ref _connections);
        _shared.Budget.Release();
    }

    private void Refuse(Arrival arrival, Verdict verdict)
    {
        Interlocked.Increment(ref _refused);
        var reason = verdict switch
        {
            Verdict.BrokerFull => $"closed: the broker has its most connections ({_shared.Budget.Limit}); see max_connections and the descriptor limit",
            Verdict.ListenerFull => $"closed: the listener has its most connections ({arrival.Settings.Options.MaxConnections})",
            Verdict.TooManyFromAddress => $"closed: more than {arrival.Settings.Options.MaxConnectionsPerAddress} connections from this address",
            _ => $"closed: more than {arrival.Settings.Options.NewConnectionsPerSecondPerAddress} new connections a second from this address",
        };
        _shared.Refusals.Write(arrival.Raw.RemoteEndPoint, arrival.Settings.Options.Address, verdict.ToString(), reason);
    }
}
