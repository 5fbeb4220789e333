namespace Gmqtt.Listeners.Arrivals;

/// <summary>
/// Aborts connections that have not come as far as MQTT in time. One list and one timer for all: there are few of them at any moment, and a
/// timer each would be most of what an accept costs. A deadline is kept to the second.
/// </summary>
internal sealed class HandshakeDeadlines : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private Arrival? _first;

    public HandshakeDeadlines(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(
            static state => ((HandshakeDeadlines)state!).AbortExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Arrival arrival)
    {
        arrival.Accepted = _timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (_first is null)
            {
                _timer.Change(Tick, Tick);
            }
            else
            {
                _first.Previous = arrival;
            }

            arrival.Next = _first;
            _first = arrival;
            arrival.IsAwaited = true;
        }
    }

    /// <summary>It has come as far as MQTT, or has ended. May be called more than once.</summary>
    public void Remove(Arrival arrival)
    {
        lock (_gate)
        {
            if (arrival.IsAwaited)
            {
                Unlink(arrival);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void AbortExpired()
    {
        var now = _timeProvider.GetTimestamp();
        List<Arrival> expired = [];
        lock (_gate)
        {
            for (var (arrival, next) = (_first, _first?.Next); arrival is not null; (arrival, next) = (next, next?.Next))
            {
                if (_timeProvider.GetElapsedTime(arrival.Accepted, now) >= arrival.Settings.Options.HandshakeTimeout)
                {
                    Unlink(arrival);
                    expired.Add(arrival);
                }
            }
        }

        expired.ForEach(arrival => arrival.Expire());
    }

    private void Unlink(Arrival arrival)
    {
        if (arrival.Previous is { } previous)
        {
            previous.Next = arrival.Next;
        }
        else
        {
            _first = arrival.Next;
        }

        if (arrival.Next is { } next)
        {
            next.Previous = arrival.Previous;
        }

        arrival.Previous = null;
        arrival.Next = null;
        arrival.IsAwaited = false;
        if (_first is null)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
