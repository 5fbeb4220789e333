namespace Gmqtt.PluginHost.Watching;

/// <summary>Names that something has happened to, held back until nothing has happened to them for a while. Safe from any thread.</summary>
internal sealed class QuietNames : IDisposable
{
    // More distinct names than anybody has plugins: then it is simpler, and bounded, to look at everything.
    private const int MaximumNames = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _touched = new(StringComparer.Ordinal);
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _quiet;
    private readonly Action<IReadOnlyList<string>> _tell;
    private readonly ITimer _timer;
    private bool _armed;

    /// <summary>Begins.</summary>
    /// <param name="quiet">How long nothing may have happened.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="tell">Called with names that are quiet.</param>
    public QuietNames(TimeSpan quiet, TimeProvider timeProvider, Action<IReadOnlyList<string>> tell)
    {
        _quiet = quiet;
        _timeProvider = timeProvider;
        _tell = tell;
        _timer = timeProvider.CreateTimer(_ => TellQuiet(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something happened to a name.</summary>
    public void Touch(string name)
    {
        lock (_lock)
        {
            if (_touched.Count >= MaximumNames && !_touched.ContainsKey(name))
            {
                _touched.Clear();
                name = FolderWatcher.Everything;
            }

            _touched[name] = _timeProvider.GetTimestamp();
            if (_armed)
                return;
            _armed = true;
            _timer.Change(_quiet, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TellQuiet()
    {
        List<string> quiet;
        lock (_lock)
        {
            var ages = _touched.Select(t => (Name: t.Key, Age: _timeProvider.GetElapsedTime(t.Value))).ToList();
            quiet = [.. ages.Where(t => t.Age >= _quiet).Select(t => t.Name)];
            foreach (var name in quiet)
                _touched.Remove(name);
            _armed = _touched.Count > 0;
            if (_armed)
                _timer.Change(_quiet - ages.Where(t => t.Age < _quiet).Max(t => t.Age), Timeout.InfiniteTimeSpan);
        }

        if (quiet.Count > 0)
            _tell(quiet);
    }
}
