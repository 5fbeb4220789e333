namespace Gmqtt.Auth.Guards;

/// <summary>Counts something by name within a window of time, and says when it has become too much. Bounded: what is least recent is forgotten.</summary>
internal sealed class AttemptLimit
{
    private const int Capacity = 100_000;

    private readonly int _most;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;
    private readonly RecentTable<string, (int Count, long Since)> _counts;
    private readonly RecentTable<string, long> _blocked;

    /// <param name="most">How many are allowed; 0 for any number.</param>
    /// <param name="window">In which time.</param>
    /// <param name="block">How long who does more is blocked.</param>
    /// <param name="time">The clock.</param>
    internal AttemptLimit(int most, TimeSpan window, TimeSpan block, TimeProvider time)
    {
        _most = most;
        _window = window;
        _time = time;
        Block = block;
        _counts = new RecentTable<string, (int, long)>(Capacity, window, time, StringComparer.Ordinal);
        _blocked = new RecentTable<string, long>(Capacity, block, time, StringComparer.Ordinal);
    }

    internal TimeSpan Block { get; }

    internal bool IsBlocked(string? name) => name is not null && _blocked.TryGet(name, out _);

    /// <summary>One more.</summary>
    /// <returns>True when it is the one that is too much: the block has just begun.</returns>
    internal bool Count(string? name)
    {
        if (_most == 0 || name is null) return false;
        var now = _time.GetTimestamp();
        var (count, _) = _counts.Update(name, before => before.Count > 0 && _time.GetElapsedTime(before.Since, now) < _window ? (before.Count + 1, before.Since) : (1, now));
        if (count <= _most) return false;
        _counts.Remove(name);
        _blocked.Set(name, now);
        return true;
    }
}
