namespace Gmqtt.Dashboard.Tests.Assets;

/// <summary>The dashboard's files as they are in the source tree.</summary>
internal static class Wwwroot
{
    internal static string Root { get; } = Path.Combine(RepositoryRoot(), "plugins/admin/Dashboard/wwwroot");

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The dashboard's own files with that ending, by their path.</summary>
    internal static IEnumerable<string> Own(string ending) => Directory.EnumerateFiles(Root, $"*{ending}", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Root, f)).Where(f => !f.StartsWith("vendor", StringComparison.Ordinal));

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }
}
