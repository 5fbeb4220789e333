using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.PluginHost.Watching;

/// <summary>
/// What the system tells of the plugins folder. A second watcher on the folder above sees the plugins folder itself go and come back: the first one is silent for ever after that.
/// </summary>
internal sealed class RootEvents : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly Action<string> _touch;
    private FileSystemWatcher? _inside;
    private FileSystemWatcher? _above;
    private bool _disposed;

    /// <summary>Begins once <see cref="Reopen"/> is called.</summary>
    /// <param name="root">The plugins folder.</param>
    /// <param name="touch">Called with the name of the plugin something happened to, or <see cref="FolderWatcher.Everything"/>.</param>
    public RootEvents(string root, Action<string> touch)
    {
        _root = root;
        _touch = touch;
    }

    /// <summary>Whether the plugins folder is watched at this moment.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _inside is not null && _above is not null;
        }
    }

    /// <summary>Watches anew; what is not there, or cannot be watched, is left for the next time.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _inside?.Dispose();
            _above?.Dispose();
            _above = Open(Path.GetDirectoryName(_root), Path.GetFileName(_root), recursive: false, (_, _) => RootChanged());
            _inside = Open(_root, "*", recursive: true, (_, path) => _touch(NameOf(path)));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _inside?.Dispose();
            _above?.Dispose();
        }
    }

    private FileSystemWatcher? Open(string? folder, string filter, bool recursive, Action<object, string> seen)
    {
        if (folder is null || !Directory.Exists(folder))
            return null;
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder, filter)
            {
                IncludeSubdirectories = recursive,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | (recursive ? NotifyFilters.LastWrite | NotifyFilters.Size : 0),
            };
            watcher.Created += (s, e) => seen(s, e.FullPath);
            watcher.Changed += (s, e) => seen(s, e.FullPath);
            watcher.Deleted += (s, e) => seen(s, e.FullPath);
            watcher.Renamed += (s, e) =>
            {
                seen(s, e.OldFullPath);
                seen(s, e.FullPath);
            };
            watcher.Error += (_, _) => RootChanged();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Gone between the two lines, or the system has no watches left: looking goes on.
            watcher?.Dispose();
            return null;
        }
    }

    // A watcher must not be disposed of by its own event.
    private void RootChanged() => ThreadPool.QueueUserWorkItem(_ =>
    {
        Reopen();
        _touch(FolderWatcher.Everything);
    });

    private string NameOf(string path)
    {
        var first = Path.GetRelativePath(_root, path).Split(Path.DirectorySeparatorChar)[0];
        var name = first.StartsWith('.') ? FolderWatcher.Nothing : first.Split('.')[0];
        return name.Length == 0 || PluginName.IsValid(name) ? name : FolderWatcher.Everything;
    }
}
