using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.PluginHost.Watching;

/// <summary>Sees by looking which plugins changed since the last look. Reads no contents but those of dlls whose names tell nothing.</summary>
internal sealed class RootGlances(string root)
{
    private Dictionary<string, string> _last = [];

    /// <summary>Looks; not from two threads at a time.</summary>
    /// <returns>The names of plugins that look different, came or went; <see cref="FolderWatcher.Everything"/> when the folder cannot be read.</returns>
    public IReadOnlyList<string> Changed()
    {
        var now = Look();
        var changed = now.Where(n => _last.GetValueOrDefault(n.Key) != n.Value).Select(n => n.Key).Union(_last.Keys.Except(now.Keys)).ToList();
        _last = now;
        return changed;
    }

    private Dictionary<string, string> Look()
    {
        try
        {
            var folder = PluginFolder.Scan(root);
            var looks = folder.Plugins.ToDictionary(p => p.Name, FileSet.Glance);
            foreach (var skipped in folder.Skipped)
                looks[skipped.Name ?? FolderWatcher.Everything] = looks.GetValueOrDefault(skipped.Name ?? FolderWatcher.Everything) + skipped;
            return looks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new() { [FolderWatcher.Everything] = e.Message };
        }
    }
}
