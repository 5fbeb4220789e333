namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Whether publishers should wait for a session. While its queue fills faster than its connection takes it, a publisher that waits a moment loses nothing where one that goes on
/// would overflow the queue. A subscriber that does not come forward within that moment is slow: from then on it costs its own queue and nobody's time, until it has
/// caught up.
/// <para>
/// Publishers go on in the order in which they began to wait, a few at a time while the queue is low, and all when it is empty. Of 200 that went on at once, the first five
/// filled the queue again and 195 had been woken to wait.
/// </para>
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

    /// <summary>Publishers that go on together: what a few of them have read fills a quarter of a queue.</summary>
    private const int GoOnTogether = 4;

    private readonly Waiters _waiters = new();
    private volatile bool _congested;
    private long _progress;
    private int _limit;
    private long _nextGoOnAt;
    private bool _slow;

    internal bool IsCongested => _congested;

    /// <summary>The client acknowledged a message, or the network took as many as are worth this.</summary>
    internal void Progress(int messages = 1) => _progress += messages;

    /// <summary>The queue has changed.</summary>
    internal void Update(int queued, int limit)
    {
        _limit = limit;
        if (queued == 0) _slow = false;
        if (queued * 2 >= limit && limit >= SmallestQueue) _congested = !_slow;
        else if (queued * 4 <= limit && (_congested || MayNextGoOn(queued)))
        {
            _nextGoOnAt = _progress + (limit / 16);
            Relieve(queued == 0 ? int.MaxValue : GoOnTogether);
        }
    }

    internal void Relieve() => Relieve(int.MaxValue);

    /// <summary>Waits for relief, and gives the session up as slow when it does not come forward.</summary>
    internal async Task WaitAsync(TimeProvider time)
    {
        while (true)
        {
            var before = Volatile.Read(ref _progress);
            var turn = _waiters.Add();
            if (!_congested)
            {
                // Relief may have come before the waiter was there to see it.
                _waiters.Remove(turn);
                return;
            }

            try
            {
                await turn.Value.Task.WaitAsync(Patience, time);
                return;
            }
            catch (TimeoutException)
            {
                _waiters.Remove(turn);
                if (Volatile.Read(ref _progress) - before >= Math.Max(1, _limit / MostPatiences)) continue;
                _slow = true;
                Relieve();
                return;
            }
        }
    }

    // The queue is still low after as many messages as those who went on before may have brought: there is room for more.
    private bool MayNextGoOn(int queued) => _waiters.IsAny && (_progress >= _nextGoOnAt || queued == 0);

    private void Relieve(int count)
    {
        _congested = false;
        _waiters.Release(count);
    }
}
