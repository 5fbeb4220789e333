using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.PluginHost.Watching;

/// <summary>Sees by looking which plugins changed since the last look. Reads names, lengths and times, never contents: it does so every few seconds.</summary>
internal sealed class RootGlances(string root)
{
    private Dictionary<string, string> _last = [];

    /// <summary>Looks; not from two threads at a time.</summary>
    /// <returns>The names of plugins that look different, came or went; <see cref="FolderWatcher.Everything"/> for what no plugin can be called.</returns>
    public IReadOnlyList<string> Changed()
    {
        var now = Look();
        var changed = now.Where(n => _last.GetValueOrDefault(n.Key) != n.Value).Select(n => n.Key).Union(_last.Keys.Except(now.Keys)).ToList();
        _last = now;
        return changed;
    }

    private Dictionary<string, string> Look()
    {
        var looks = new Dictionary<string, string>();
        var folder = new DirectoryInfo(root);
        try
        {
            if (folder.Exists)
            {
                foreach (var item in folder.EnumerateFileSystemInfos().Where(i => !i.Name.StartsWith('.')).OrderBy(i => i.Name, StringComparer.Ordinal))
                    Add(looks, item);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            looks[FolderWatcher.Everything] = e.Message;
        }

        return looks;
    }

    private static void Add(Dictionary<string, string> looks, FileSystemInfo item)
    {
        var isFolder = item is DirectoryInfo;
        if (!isFolder && item.Extension != ".dll")
            return;
        var name = isFolder ? item.Name : Path.GetFileNameWithoutExtension(item.Name);
        var (key, look) = PluginName.IsValid(name) ? (name, Glance(item, name, isFolder)) : (FolderWatcher.Everything, item.Name);
        looks[key] = $"{looks.GetValueOrDefault(key)}\n{isFolder}{look}";
    }

    private static string Glance(FileSystemInfo item, string name, bool isFolder)
    {
        var folder = isFolder ? item.FullName : null;
        var entry = isFolder ? Path.Combine(item.FullName, name + ".dll") : item.FullName;
        return FileSet.Glance(new PluginFiles(name, folder, entry, DisabledMark.IsSet(folder, entry)));
    }
}
