using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Auth;

/// <summary>
/// A table that forgets: it holds so many entries at most, each for some time at most. It is two halves: when the newer one is full it becomes the older one, and what nobody has
/// asked for since is gone. No list is kept in order, and no timer runs.
/// </summary>
internal sealed class RecentTable<TKey, TValue>
    where TKey : notnull
{
    private readonly int _half;
    private readonly TimeSpan _life;
    private readonly TimeProvider _time;
    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly Lock _gate = new();
    private ConcurrentDictionary<TKey, Entry> _newer;
    private ConcurrentDictionary<TKey, Entry> _older;

    internal RecentTable(int capacity, TimeSpan life, TimeProvider time, IEqualityComparer<TKey>? comparer = null)
    {
        _half = Math.Max(1, capacity / 2);
        _life = life;
        _time = time;
        _comparer = comparer;
        _newer = New();
        _older = New();
    }

    internal int Count => _newer.Count + _older.Count;

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        var isNew = _newer.TryGetValue(key, out var entry);
        if (!isNew && !_older.TryGetValue(key, out entry)) return false;
        if (_time.GetElapsedTime(entry.Since) >= entry.Life) return false;
        value = entry.Value;
        if (!isNew) Put(key, entry);
        return true;
    }

    internal void Set(TKey key, TValue value, TimeSpan? life = null) => Put(key, new Entry(value, _time.GetTimestamp(), life ?? _life));

    internal void Remove(TKey key)
    {
        _newer.TryRemove(key, out _);
        _older.TryRemove(key, out _);
    }

    /// <summary>Changes one entry, or makes it; two callers may both have their change applied, one after the other.</summary>
    internal TValue Update(TKey key, Func<TValue?, TValue> change)
    {
        lock (_gate)
        {
            var value = change(TryGet(key, out var before) ? before : default);
            Set(key, value);
            return value;
        }
    }

    internal void Clear()
    {
        _newer = New();
        _older = New();
    }

    private void Put(TKey key, Entry entry)
    {
        _newer[key] = entry;
        if (_newer.Count < _half) return;
        lock (_gate)
        {
            if (_newer.Count < _half) return;
            _older = _newer;
            _newer = New();
        }
    }

    private ConcurrentDictionary<TKey, Entry> New() => new(_comparer);

    private readonly record struct Entry(TValue Value, long Since, TimeSpan Life);
}
