namespace Gmqtt.Template.Tests;

/// <summary>The checked-out tree, and what of it these tests read.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>Debug or Release: what is packed and published is what these tests were built with.</summary>
    internal static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }
}
