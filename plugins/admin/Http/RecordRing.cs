namespace Gmqtt.Admin.Http;

/// <summary>
/// The latest records, numbered from 1 on, bounded in count and in bytes. A reader says how far it has read; what went before it came is told as a number, so that nobody takes a part for
/// the whole. Writers never wait for readers.
/// </summary>
internal sealed class RecordRing<T>(int most, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(T Record, long Bytes)> _records = new();
    private long _bytes;
    private long _first = 1;
    private TaskCompletionSource? _waiting;

    /// <summary>Records that were ever added.</summary>
    internal long Total
    {
        get
        {
            lock (_gate) return _first + _records.Count - 1;
        }
    }

    /// <summary>Records that are held.</summary>
    internal int Held
    {
        get
        {
            lock (_gate) return _records.Count;
        }
    }

    /// <summary>Adds a record; it is made of its number.</summary>
    internal T Add(Func<long, T> make, long bytes = 0)
    {
        TaskCompletionSource? waiting;
        T record;
        lock (_gate)
        {
            while (_records.Count > 0 && (_records.Count >= most || _bytes + bytes > mostBytes))
            {
                _bytes -= _records.Dequeue().Bytes;
                _first++;
            }

            record = make(_first + _records.Count);
            _records.Enqueue((record, bytes));
            _bytes += bytes;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
        return record;
    }

    /// <summary>What follows a number.</summary>
    /// <param name="after">The number of the last record read; 0 for none.</param>
    /// <param name="count">Most records.</param>
    internal RingRead<T> Read(long after, int count)
    {
        lock (_gate)
        {
            var skip = Math.Max(0, after + 1 - _first);
            var records = _records.Skip((int)Math.Min(skip, _records.Count)).Take(count).Select(r => r.Record).ToList();
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new RingRead<T>(records, Math.Max(0, _first - 1 - after), _waiting.Task);
        }
    }

    /// <summary>All that is held, the latest first; a copy.</summary>
    internal List<T> Latest()
    {
        lock (_gate) return [.. _records.Reverse().Select(r => r.Record)];
    }
}

/// <summary>Records that follow a number.</summary>
/// <param name="Records">The next of them.</param>
/// <param name="Missed">How many came before those and are gone.</param>
/// <param name="Changed">Completes when another is added.</param>
internal sealed record RingRead<T>(IReadOnlyList<T> Records, long Missed, Task Changed);
