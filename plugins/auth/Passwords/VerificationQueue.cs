namespace Gmqtt.Auth.Passwords;

/// <summary>
/// A good hash costs tens of milliseconds of a processor: whoever can ask for many of them at once can stop the broker. So a few run at a time, as many wait as can be answered in time,
/// and the rest are told at once that the broker is busy.
/// </summary>
internal sealed class VerificationQueue : IDisposable
{
    private readonly SemaphoreSlim _slots;
    private readonly int _capacity;
    private readonly TimeSpan _patience;
    private int _pending;

    /// <param name="workers">How many run at a time.</param>
    /// <param name="capacity">How many more may wait.</param>
    /// <param name="patience">How long one waits; then it is answered as busy, before the hook's deadline makes a fault of it.</param>
    internal VerificationQueue(int workers, int capacity, TimeSpan patience)
    {
        _slots = new SemaphoreSlim(workers);
        _capacity = workers + capacity;
        _patience = patience;
    }

    /// <summary>Those that run and wait.</summary>
    internal int Pending => Volatile.Read(ref _pending);

    /// <summary>Does some work of the costly kind.</summary>
    /// <param name="work">The work; runs on the pool.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What the work returned; null when too many wait already, or it has waited too long.</returns>
    internal async ValueTask<T?> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
        where T : struct
    {
        if (Interlocked.Increment(ref _pending) > _capacity)
        {
            Interlocked.Decrement(ref _pending);
            return null;
        }

        try
        {
            if (!await _slots.WaitAsync(_patience, cancellationToken)) return null;
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    public void Dispose() => _slots.Dispose();
}
