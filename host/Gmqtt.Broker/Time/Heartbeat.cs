namespace Gmqtt.Broker.Time;

/// <summary>The engine's one timer: moves the clock, then calls whoever listens, on a thread-pool thread, never twice at a time.</summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Short enough for deadlines of a second, long enough to cost nothing.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Clock _clock;
    private readonly Action<Exception> _fault;
    private readonly Action[] _listeners;
    private ITimer? _timer;
    private int _beating;

    /// <param name="clock">What it moves.</param>
    /// <param name="fault">Told what a listener threw: on a timer's thread nobody else would catch it, and the process would end.</param>
    /// <param name="listeners">Called at each beat.</param>
    internal Heartbeat(Clock clock, Action<Exception> fault, params Action[] listeners)
    {
        _clock = clock;
        _fault = fault;
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
            foreach (var listener in _listeners) Call(listener);
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }

    private void Call(Action listener)
    {
        try
        {
            listener();
        }
        catch (Exception exception)
        {
            _fault(exception);
        }
    }
}
