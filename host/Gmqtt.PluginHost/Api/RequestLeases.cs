namespace Gmqtt.PluginHost.Api;

/// <summary>Counts the requests of one branch, so that it can be let go when the last has ended.</summary>
internal sealed class RequestLeases(int limit)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private volatile bool _closed;

    /// <summary>Completes when the branch takes no requests any more and the last has ended.</summary>
    public Task Ended => _ended.Task;

    public bool IsClosed => _closed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False when closed or full. The increment is the fence that <see cref="Close"/> needs.</summary>
    public bool TryEnter()
    {
        var count = Interlocked.Increment(ref _count);
        if (!_closed && count <= limit)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _closed)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    public void Close()
    {
        _closed = true;
        // Either the one who enters sees the flag or we see the count: without the fence both could look too early.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _count) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
