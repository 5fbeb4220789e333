namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// The files of one plugin, sorted by name. Links are followed only while they stay in the plugin's home: what lies elsewhere is changed by whoever may write there.
/// </summary>
internal sealed class FileListing
{
    // A folder that holds more is no plugin but, say, a home directory that was linked by mistake.
    private const int MaximumFiles = 10_000;
    private const int MaximumDepth = 16;
    private static readonly string[] BesideASingleDll = [".dll", ".deps.json", ".runtimeconfig.json", ".pdb"];

    private readonly List<FileEntry> _files = [];
    private readonly string _home;
    private Refusal? _refusal;

    private FileListing(string home) => _home = home;

    /// <summary>Lists the files.</summary>
    /// <returns>The files; or why the folder is not one for a plugin.</returns>
    /// <exception cref="IOException">Files come or go while they are listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public static (IReadOnlyList<FileEntry> Files, Refusal? Refusal) Of(PluginFiles files)
    {
        var listing = new FileListing(RealPath(new DirectoryInfo(files.Home)));
        if (files.Folder is not null)
        {
            listing.AddFolder(new DirectoryInfo(listing._home), "", 0);
        }
        else
        {
            foreach (var ending in BesideASingleDll)
            {
                var file = new FileInfo(Path.Combine(files.Home, files.Name + ending));
                if (file.Exists)
                    listing.AddFile(file, file.Name);
            }
        }

        listing._files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return (listing._files, listing._refusal);
    }

    private void AddFolder(DirectoryInfo folder, string prefix, int depth)
    {
        // A link to a folder further up would go round for ever.
        if (depth > MaximumDepth)
        {
            Refuse($"folders in {_home} are nested more than {MaximumDepth} deep: look for a link that leads back up");
            return;
        }

        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            if (_refusal is not null)
                return;
            if (item.Name.StartsWith('.') || (depth == 0 && item.Name == DisabledMark.FileName))
                continue;
            if (item is FileInfo file)
                AddFile(file, prefix + item.Name);
            else if (Resolve(item) is DirectoryInfo { Exists: true } inner)
                AddFolder(inner, $"{prefix}{item.Name}/", depth + 1);
        }
    }

    private void AddFile(FileInfo file, string name)
    {
        switch (Resolve(file))
        {
            case FileInfo { Exists: true } real:
                _files.Add(new FileEntry(name, real.FullName, real.Length, real.LastWriteTimeUtc));
                if (_files.Count > MaximumFiles)
                    Refuse($"{_home} has more than {MaximumFiles} files: it is not the folder of a plugin");
                break;
            case DirectoryInfo { Exists: true } linked:
                AddFolder(linked, name + "/", name.Count(c => c == '/') + 1);
                break;
        }
    }

    private FileSystemInfo? Resolve(FileSystemInfo item)
    {
        if (item.LinkTarget is null)
            return item;
        var target = item.ResolveLinkTarget(returnFinalTarget: true);
        if (target is null or { Exists: false })
            throw new IOException($"{item.FullName} links to {item.LinkTarget}, which is not there.");
        if (RealPath(target).StartsWith(_home + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return target;
        _refusal ??= new Refusal(RefusalKind.Unsafe, $"{item.FullName} links to {target.FullName}, outside the plugin's folder: copy the file");
        return null;
    }

    /// <summary>The path with every link on the way resolved, so that it can be compared.</summary>
    private static string RealPath(FileSystemInfo item)
    {
        var real = item.LinkTarget is null ? item : item.ResolveLinkTarget(returnFinalTarget: true) ?? item;
        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(real.FullName));
        return above is null ? real.FullName : Path.Combine(RealPath(new DirectoryInfo(above)), real.Name);
    }

    private void Refuse(string sentence) => _refusal ??= new Refusal(RefusalKind.Broken, sentence);
}
