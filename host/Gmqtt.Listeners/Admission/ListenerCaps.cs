using System.Net;
using Gmqtt.Listeners.Arrivals;
using Gmqtt.Listeners.Proxy;

namespace Gmqtt.Listeners.Admission;

/// <summary>How many connections one listener has and takes: in all, by address, and by second.</summary>
internal sealed class ListenerCaps
{
    private readonly ConnectionBudget _budget;
    private readonly TimeProvider _timeProvider;
    private readonly AddressBook _addresses;
    private readonly Lock _rateGate = new();
    private TokenBucket _rate;
    private int _connections;

    public ListenerCaps(ConnectionBudget budget, TimeProvider timeProvider, int perSecond)
    {
        _budget = budget;
        _timeProvider = timeProvider;
        _addresses = new AddressBook(timeProvider);
        _rate = new TokenBucket(perSecond, timeProvider.GetTimestamp());
    }

    public int Connections => Volatile.Read(ref _connections);

    public void SetRate(int perSecond)
    {
        lock (_rateGate)
        {
            _rate.PerSecond = perSecond;
        }
    }

    /// <summary>How long until the rate lets in the next one.</summary>
    public TimeSpan Delay()
    {
        lock (_rateGate)
        {
            return _rate.Delay(_timeProvider.GetTimestamp(), _timeProvider);
        }
    }

    /// <summary>Counts the arrival in, or says why not. A welcome is answered by one <see cref="Leave"/>.</summary>
    public Verdict Enter(Arrival arrival)
    {
        var verdict = _budget.TryTake(arrival.Raw.Descriptor);
        if (verdict != Verdict.Welcome)
        {
            return verdict;
        }

        var options = arrival.Settings.Options;
        var connections = Interlocked.Increment(ref _connections);
        if (options.MaxConnections > 0 && connections > options.MaxConnections)
        {
            verdict = Verdict.ListenerFull;
        }
        else if (!ProxyGate.IsProxy(options.ProxyProtocol, arrival.Raw.RemoteEndPoint))
        {
            // A proxy's own address is not counted: it is its clients' that have bounds, once the header has told them.
            verdict = EnterAddress(arrival);
        }

        if (verdict != Verdict.Welcome)
        {
            Leave(arrival);
        }

        return verdict;
    }

    /// <summary>Counts it by its address too.</summary>
    public Verdict EnterAddress(Arrival arrival)
    {
        var options = arrival.Settings.Options;
        var address = (arrival.Raw.RemoteEndPoint as IPEndPoint)?.Address;
        if (!options.LimitLoopback && (address is null || IPAddress.IsLoopback(address)))
        {
            return Verdict.Welcome;
        }

        lock (_rateGate)
        {
            _rate.TryTake(_timeProvider.GetTimestamp(), _timeProvider);
        }

        var key = AddressBook.Key(address ?? IPAddress.Loopback);
        var verdict = _addresses.Enter(key, options.MaxConnectionsPerAddress, options.NewConnectionsPerSecondPerAddress);
        arrival.CountedAs = verdict == Verdict.Welcome ? key : null;
        return verdict;
    }

    public void Leave(Arrival arrival)
    {
        if (arrival.CountedAs is { } key)
        {
            _addresses.Leave(key);
        }

        Interlocked.Decrement(ref _connections);
        _budget.Release();
    }

    /// <summary>A verdict for the log.</summary>
    public string Explain(Verdict verdict, ListenerOptions options) =>
        verdict switch
        {
            Verdict.NoDescriptors =>
                "closed: the process has only the files left that stores and plugins may need; raise the descriptor limit (ulimit -n, LimitNOFILE=) or lower max_connections",
            Verdict.BrokerFull =>
                $"closed: the broker has its most connections ({_budget.Limit}); see max_connections and the descriptor limit",
            Verdict.ListenerFull => $"closed: the listener has its most connections ({options.MaxConnections})",
            Verdict.TooManyFromAddress => $"closed: more than {options.MaxConnectionsPerAddress} connections from this address",
            _ => $"closed: more than {options.NewConnectionsPerSecondPerAddress} new connections a second from this address",
        };
}
