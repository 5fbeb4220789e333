namespace Gmqtt.PluginHost.Discovery;

/// <summary>A plugin runs with all the broker's rights, so nobody else may be able to put one there.</summary>
internal static class Permissions
{
    /// <summary>Looks for a folder or a dll of the plugin that everybody may write to.</summary>
    /// <returns>Which, and what to do; null when there is none.</returns>
    public static Refusal? Check(PluginFiles files, IEnumerable<FileEntry> entries)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var folders = new[] { files.Root, files.Folder }.Where(f => f is not null && IsOpenFolder(f));
        var open = folders.Concat(entries.Where(e => e.IsDll && IsOpen(e.Path)).Select(e => e.Path)).FirstOrDefault();
        return open is null
            ? null
            : new Refusal(RefusalKind.Unsafe, $"everybody may write to {open}, and so decide what the broker runs: chmod o-w {open}");
    }

    // With the sticky bit everybody may add to a folder, but not replace what is there.
    private static bool IsOpenFolder(string folder) => IsOpen(folder) && (Mode(folder) & UnixFileMode.StickyBit) == 0;

    private static bool IsOpen(string path) => (Mode(path) & UnixFileMode.OtherWrite) != 0;

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
