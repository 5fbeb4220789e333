namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Whether publishers should wait for a session. While its queue fills faster than its connection takes it, and the connection has been taking until now, a publisher that waits
/// a moment loses nothing where one that goes on would overflow the queue. A subscriber that does not recover within that moment is slow: from then on it costs
/// its own queue and nobody's time, until it has caught up.
/// Changes under the session's lock; <see cref="IsCongested"/> is read without.
/// </summary>
internal sealed class Congestion
{
    /// <summary>The longest that one slow subscriber can hold up a publisher, once.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private volatile bool _congested;
    private bool _progressed;
    private bool _slow;
    private TaskCompletionSource? _relieved;

    internal bool IsCongested => _congested;

    /// <summary>The client acknowledged something or the network took something.</summary>
    internal void Progress() => _progressed = true;

    /// <summary>The queue has changed.</summary>
    internal void Update(int queued, int limit)
    {
        if (queued == 0)
        {
            _slow = false;
            _progressed = false;
        }

        if (queued * 2 >= limit && limit > 1) _congested = _progressed && !_slow;
        else if (_congested && queued * 4 <= limit) Relieve();
    }

    internal void Relieve()
    {
        _congested = false;
        Interlocked.Exchange(ref _relieved, null)?.TrySetResult();
    }

    /// <summary>Waits for relief, but no longer than <see cref="Patience"/>.</summary>
    internal async Task WaitAsync(TimeProvider time)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source = Interlocked.CompareExchange(ref _relieved, source, null) ?? source;
        if (!_congested) return;
        try
        {
            await source.Task.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            _slow = true;
            Relieve();
        }
    }
}
