namespace Gmqtt.Interop.Tests.Live;

/// <summary>What has happened so far, in order. A test waits for more of it; how long that takes on a busy machine is not the test's subject.</summary>
internal sealed class Observed<T>(string what)
{
    private readonly Lock _gate = new();
    private readonly List<T> _seen = [];
    private TaskCompletionSource _more = NewSignal();
    private Func<string>? _end;

    public IReadOnlyList<T> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
    }

    public void Add(T one)
    {
        lock (_gate)
        {
            _seen.Add(one);
            Signal();
        }
    }

    /// <summary>No more will come: who waits fails at once, and is told why.</summary>
    public void End(Func<string> why)
    {
        lock (_gate)
        {
            _end = why;
            Signal();
        }
    }

    /// <summary>The first that fits, whether it has happened already or will.</summary>
    public async Task<T> FirstAsync(Func<T, bool> fits)
    {
        var next = 0;
        T? found = default;
        await UntilAsync(seen =>
        {
            for (; next < seen.Count; next++)
            {
                if (!fits(seen[next])) continue;
                found = seen[next];
                return true;
            }

            return false;
        });
        return found!;
    }

    /// <summary>The one at this place, counted from 0.</summary>
    public async Task<T> AtAsync(int index) => (await TakeAsync(index + 1))[index];

    /// <summary>As many as this from the beginning on; more may have happened.</summary>
    public async Task<IReadOnlyList<T>> TakeAsync(int count)
    {
        await UntilAsync(seen => seen.Count >= count);
        return [.. Seen.Take(count)];
    }

    /// <summary>Waits until what has happened is enough.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<T>, bool> enough)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (enough(_seen)) return;
                if (_end is not null) throw new InvalidOperationException($"{what}: {_end()}; {Shown()}");
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what}: not within {Patience.Limit}; {Shown()}");
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _more.TrySetResult();
        _more = NewSignal();
    }

    private string Shown()
    {
        const int Last = 20;
        lock (_gate) return $"{_seen.Count} seen, the last: [{string.Join(" | ", _seen.TakeLast(Last))}]";
    }
}
