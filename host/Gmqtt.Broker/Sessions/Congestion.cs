namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Whether publishers should wait for a session. While its queue fills faster than its connection takes it, a publisher that waits a moment loses nothing where one that goes on
/// would overflow the queue. A subscriber that does not come forward within that moment is slow: from then on it costs its own queue and nobody's time, until it has
/// caught up.
/// Changes under the session's lock; <see cref="IsCongested"/> is read without.
/// </summary>
internal sealed class Congestion
{
    /// <summary>The longest that one slow subscriber can hold up a publisher, once.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A queue that would take longer than this many times <see cref="Patience"/> to drain is slow.</summary>
    private const int MostPatiences = 8;

    /// <summary>A queue shorter than this is meant to overflow: waiting for it would be waiting for every message.</summary>
    private const int SmallestQueue = 100;

    private volatile bool _congested;
    private long _progress;
    private int _limit;
    private bool _slow;
    private TaskCompletionSource? _relieved;

    internal bool IsCongested => _congested;

    /// <summary>The client acknowledged a message, or the network took as many as are worth this.</summary>
    internal void Progress(int messages = 1) => _progress += messages;

    /// <summary>The queue has changed.</summary>
    internal void Update(int queued, int limit)
    {
        _limit = limit;
        if (queued == 0) _slow = false;
        if (queued * 2 >= limit && limit >= SmallestQueue) _congested = !_slow;
        else if (_congested && queued * 4 <= limit) Relieve();
    }

    internal void Relieve()
    {
        _congested = false;
        Interlocked.Exchange(ref _relieved, null)?.TrySetResult();
    }

    /// <summary>Waits for relief, and gives the session up as slow when it does not come forward.</summary>
    internal async Task WaitAsync(TimeProvider time)
    {
        while (_congested)
        {
            var before = Volatile.Read(ref _progress);
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            source = Interlocked.CompareExchange(ref _relieved, source, null) ?? source;
            if (!_congested) return;
            try
            {
                await source.Task.WaitAsync(Patience, time);
                return;
            }
            catch (TimeoutException)
            {
                if (Volatile.Read(ref _progress) - before >= Math.Max(1, _limit / MostPatiences)) continue;
                _slow = true;
                Relieve();
            }
        }
    }
}
