using System.Threading.Channels;

namespace Gmqtt.PluginHost.Watching;

/// <summary>
/// Tells which plugins to look at again. It may tell too often, never too seldom: whoever reads compares fingerprints. The folder may go and come back while it is watched.
/// </summary>
internal sealed class FolderWatcher : IDisposable
{
    /// <summary>Stands for every plugin.</summary>
    public const string Everything = "*";

    /// <summary>Stands for none: a file that has nothing to do with plugins.</summary>
    internal const string Nothing = "";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FolderWatcherOptions _options;
    private readonly QuietNames _names;
    private readonly RootEvents _events;
    private readonly RootGlances _glances;
    private readonly ITimer _period;
    private int _looking;

    /// <summary>Begins to watch; what is in the folder now is not told.</summary>
    /// <param name="root">The plugins folder; it need not be there.</param>
    /// <param name="options">How.</param>
    /// <param name="timeProvider">The clock.</param>
    public FolderWatcher(string root, FolderWatcherOptions options, TimeProvider timeProvider)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _options = options;
        _names = new QuietNames(options.Quiet, timeProvider, Tell);
        _events = new RootEvents(full, Touch);
        _glances = new RootGlances(full);
        if (options.Mode != WatchMode.Events)
            _glances.Changed();
        if (options.Mode != WatchMode.Poll)
            _events.Reopen();
        _period = timeProvider.CreateTimer(_ => Look(), null, options.Period, options.Period);
    }

    /// <summary>Waits until there is something to look at. For one reader.</summary>
    /// <returns>Names of plugins, or <see cref="Everything"/> among them; each once, however often it changed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ChannelClosedException">The watcher was disposed.</exception>
    public async ValueTask<IReadOnlyList<string>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(cancellationToken);
            lock (_lock)
            {
                if (_ready.Count == 0)
                    continue;
                string[] names = [.. _ready];
                _ready.Clear();
                return names;
            }
        }
    }

    public void Dispose()
    {
        _period.Dispose();
        _events.Dispose();
        _names.Dispose();
        _signal.Writer.TryComplete();
    }

    private void Touch(string name)
    {
        if (name != Nothing)
            _names.Touch(name);
    }

    private void Tell(IReadOnlyList<string> names)
    {
        lock (_lock)
            _ready.UnionWith(names);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Every few seconds: watches again what could not be watched, and looks where events are not all.</summary>
    private void Look()
    {
        // A slow disk must not have two looks at a time.
        if (Interlocked.Exchange(ref _looking, 1) != 0)
            return;
        try
        {
            if (_options.Mode != WatchMode.Poll && !_events.IsOpen)
            {
                _events.Reopen();
                if (_events.IsOpen)
                    Touch(Everything);
            }

            if (_options.Mode != WatchMode.Events)
            {
                foreach (var name in _glances.Changed())
                    Touch(name);
            }
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }
}
