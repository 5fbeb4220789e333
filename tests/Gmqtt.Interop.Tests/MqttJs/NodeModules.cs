using Gmqtt.Interop.Tests.Processes;

namespace Gmqtt.Interop.Tests.MqttJs;

/// <summary>mqtt.js as js/package-lock.json pins it, installed beside the scripts in the build output; once for all tests, and again only for another lock file.</summary>
internal static class NodeModules
{
    /// <summary>npm has to fetch some forty packages.</summary>
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);

    private static readonly Lazy<Task<string>> Installation = new(InstallAsync);

    /// <summary>The folder with scripts, package.json and lock file.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "js");

    public static string LockFile { get; } = Path.Combine(Folder, "package-lock.json");

    /// <summary>The folder of the scripts, with what they import.</summary>
    public static Task<string> InstalledAsync() => Installation.Value;

    private static async Task<string> InstallAsync()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".gmqtt-lock");
        var wanted = await File.ReadAllTextAsync(LockFile);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return Folder;

        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
        await using var npm = ClientProcess.Start(Tool.Npm, arguments, Folder);
        await npm.SucceedAsync(InstallLimit);
        await File.WriteAllTextAsync(stamp, wanted);
        return Folder;
    }
}
