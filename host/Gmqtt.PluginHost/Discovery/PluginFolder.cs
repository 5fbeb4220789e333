namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// What is in the plugins folder: <c>name/name.dll</c> or <c>name.dll</c> is a plugin. In a folder the dll may have another name when it is the only one with a plugin in it.
/// </summary>
/// <param name="Plugins">What may be plugins, sorted by name; whether they are good, <see cref="Preflight"/> tells.</param>
/// <param name="Skipped">What is not, sorted by path.</param>
internal sealed record PluginFolder(IReadOnlyList<PluginFiles> Plugins, IReadOnlyList<SkippedFile> Skipped)
{
    // What a build or a person leaves beside a dll, and says nothing about.
    private static readonly string[] Silent = [".txt", ".md", ".json", ".pdb", ".xml", "." + DisabledMark.FileName];

    /// <summary>Looks at the folder. One that is not there has no plugins.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static PluginFolder Scan(string root)
    {
        var found = new List<PluginFiles>();
        var skipped = new List<SkippedFile>();
        var folder = new DirectoryInfo(Path.GetFullPath(root));
        if (folder.Exists)
        {
            foreach (var item in folder.EnumerateFileSystemInfos().Where(i => !i.Name.StartsWith('.')))
            {
                var (files, skip) = item is DirectoryInfo ? Folder(item) : SingleFile(item);
                if (files is not null)
                    found.Add(files);
                if (skip is not null)
                    skipped.Add(skip);
            }
        }

        foreach (var twice in found.GroupBy(f => f.Name).Where(g => g.Count() > 1).ToList())
        {
            found.RemoveAll(f => f.Name == twice.Key);
            skipped.Add(new SkippedFile(Path.Combine(folder.FullName, twice.Key), twice.Key,
                $"the same name twice: both the folder {twice.Key} and {twice.Key}.dll are there; remove one"));
        }

        return new PluginFolder(
            [.. found.OrderBy(f => f.Name, StringComparer.Ordinal)], [.. skipped.OrderBy(s => s.Path, StringComparer.Ordinal)]);
    }

    /// <summary>Looks for one plugin only, as after a change.</summary>
    /// <returns>Its files, or why it is not one; nothing for a plugin that is not there.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static (PluginFiles? Files, SkippedFile? Skipped) Find(string root, string name)
    {
        var all = Scan(root);
        return (all.Plugins.FirstOrDefault(p => p.Name == name), all.Skipped.FirstOrDefault(s => s.Name == name));
    }

    private static (PluginFiles?, SkippedFile?) Folder(FileSystemInfo folder)
    {
        if (!PluginName.IsValid(folder.Name))
            return Skip(folder, null, $"{folder.Name} cannot be the name of a plugin: rename the folder; {PluginName.Rule} are allowed");
        var entry = Path.Combine(folder.FullName, folder.Name + ".dll");
        if (!File.Exists(entry))
        {
            var others = Directory.EnumerateFiles(folder.FullName, "*.dll").Where(dll => Preflight.HasPlugin(dll) == true).Order(StringComparer.Ordinal).ToList();
            if (others.Count == 0)
                return Skip(folder, folder.Name, $"{folder.Name}.dll is not in the folder {folder.Name}, and no other dll there has a plugin in it: build it again, or remove the folder");
            if (others.Count > 1)
            {
                var names = string.Join(" and ", others.Select(Path.GetFileName));
                return Skip(folder, folder.Name, $"the folder {folder.Name} has more than one plugin in it, {names}: put each into a folder of its own, or name one {folder.Name}.dll");
            }

            entry = others[0];
        }

        return (new PluginFiles(folder.Name, folder.FullName, entry, DisabledMark.IsSet(folder.FullName, entry)), null);
    }

    private static (PluginFiles?, SkippedFile?) SingleFile(FileSystemInfo file)
    {
        if (Silent.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            return (null, null);
        if (file.Extension != ".dll")
            return Skip(file, null, $"{file.Name} is neither a dll nor a folder: remove it from the plugins folder");
        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (!PluginName.IsValid(name))
            return Skip(file, null, $"{name} cannot be the name of a plugin: rename {file.Name}, or put it into the folder of the plugin it belongs to; {PluginName.Rule} are allowed");
        return Preflight.HasPlugin(file.FullName) == false
            ? Skip(file, name, $"{file.Name} has no plugin in it: if a plugin needs it, put both into a folder")
            : (new PluginFiles(name, null, file.FullName, DisabledMark.IsSet(null, file.FullName)), null);
    }

    private static (PluginFiles?, SkippedFile?) Skip(FileSystemInfo item, string? name, string sentence) => (null, new SkippedFile(item.FullName, name, sentence));
}
