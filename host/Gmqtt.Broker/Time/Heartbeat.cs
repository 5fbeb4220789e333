namespace Gmqtt.Broker.Time;

/// <summary>The engine's one timer: moves the clock, then calls whoever listens, on a thread-pool thread, never twice at a time.</summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Short enough for deadlines of a second, long enough to cost nothing.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Clock _clock;
    private readonly Action[] _listeners;
    private ITimer? _timer;
    private int _beating;

    internal Heartbeat(Clock clock, params Action[] listeners)
    {
        _clock = clock;
        _listeners = listeners;
    }

    internal void Start() => _timer = _clock.Provider.CreateTimer(static state => ((Heartbeat)state!).Beat(), this, Period, Period);

    public void Dispose() => _timer?.Dispose();

    private void Beat()
    {
        if (Interlocked.Exchange(ref _beating, 1) == 1) return;
        try
        {
            _clock.Beat();
            foreach (var listener in _listeners) listener();
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }
}
