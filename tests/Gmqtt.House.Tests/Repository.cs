namespace Gmqtt.House.Tests;

/// <summary>The checked-out tree.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>Source files below some folders, build output left out.</summary>
    internal static IEnumerable<string> Sources(params string[] folders)
        => folders.Select(f => Path.Combine(Root, f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts"));

    internal static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }
}
