namespace Gmqtt.Listeners.Admission;

/// <summary>How many connections there are, of all listeners together, and how many there may be.</summary>
/// <param name="limit">See <see cref="Limit"/>.</param>
/// <param name="reserve">Descriptors to be left for other things.</param>
internal sealed class ConnectionBudget(int limit, int reserve)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _drained;
    private int _count;

    /// <summary>Reckoned again each time listeners are opened: what else the process has open is known only then.</summary>
    public int Limit { get; set; } = limit;

    public int Count => Volatile.Read(ref _count);

    /// <param name="descriptor">Of the connection; -1 where it is not known.</param>
    public Verdict TryTake(int descriptor)
    {
        lock (_gate)
        {
            if (_count >= Limit)
            {
                return Verdict.BrokerFull;
            }

            if (_count >= DescriptorLimit.FewestConnections && DescriptorLimit.IsOfReserve(descriptor, reserve))
            {
                return Verdict.NoDescriptors;
            }

            _count++;
            return Verdict.Welcome;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _count--;
            if (_count == 0)
            {
                // Its continuations run elsewhere: one of them stops the very thread this may be called on.
                _drained?.TrySetResult();
            }
        }
    }

    /// <summary>Completes when there is none; nobody takes one any more when this is called.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }
}
