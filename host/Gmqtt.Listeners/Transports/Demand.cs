using System.Threading.Tasks.Sources;

namespace Gmqtt.Listeners.Transports;

/// <summary>One waiter, woken by one signal; a signal before the wait is kept. The waiter continues on the thread that signals.</summary>
internal sealed class Demand : IValueTaskSource
{
    private const int Nothing = 0;
    private const int Signaled = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Nothing) == Nothing)
        {
            return new ValueTask(this, _core.Version);
        }

        Volatile.Write(ref _state, Nothing);
        return default;
    }

    public void Signal()
    {
        if (Interlocked.CompareExchange(ref _state, Signaled, Nothing) == Waiting)
        {
            Volatile.Write(ref _state, Nothing);
            _core.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
