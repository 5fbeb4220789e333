using System.Reflection;

namespace Gmqtt.Admin.Dashboard;

/// <summary>
/// The dashboard's files by their path below <c>/dashboard/</c>. A path is looked up whole among the files there are, so that no path leads anywhere else.
/// </summary>
internal sealed class StaticFiles
{
    private readonly Dictionary<string, StaticFile> _embedded;
    private readonly string? _folder;

    /// <summary>Those within admin.dll, or those of a folder as they are at each request.</summary>
    internal StaticFiles(string? folder)
    {
        _folder = folder;
        _embedded = Embedded.Read(Assembly.GetExecutingAssembly(), "dashboard/");
    }

    /// <summary>The file of a path, or null. A path without a dot in its last segment is a page of the dashboard's own making: its index.html.</summary>
    internal StaticFile? Find(string path)
    {
        if (path.AsSpan(path.LastIndexOf('/') + 1).IndexOf('.') < 0) path = "index.html";
        return _folder is null ? _embedded.GetValueOrDefault(path) : FindIn(_folder, path);
    }

    private static StaticFile? FindIn(string folder, string path)
    {
        var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .FirstOrDefault(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/') == path);
        return found is null ? null : StaticFile.Of(found, File.ReadAllBytes(found));
    }
}
