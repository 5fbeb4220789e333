namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// The file <c>DISABLED</c> in a plugin's folder, or <c>name.dll.DISABLED</c> beside a single dll: it keeps a plugin switched off over restarts, needs no configuration file to be
/// rewritten, and can be made with <c>touch</c>.
/// </summary>
internal static class DisabledMark
{
    /// <summary>The name in a folder, and the end of the name beside a single dll.</summary>
    public const string FileName = "DISABLED";

    /// <summary>Whether the plugin with this entry is switched off.</summary>
    public static bool IsSet(string? folder, string entryAssembly) => File.Exists(PathOf(folder, entryAssembly));

    /// <summary>Writes or removes the file.</summary>
    /// <returns>Null when done; else what is wrong, in one sentence.</returns>
    public static string? Set(PluginFiles files, bool switchedOff)
    {
        var path = PathOf(files.Folder, files.EntryAssembly);
        try
        {
            if (switchedOff)
                File.WriteAllText(path, "This plugin is switched off. Remove this file to switch it on.\n");
            else
                File.Delete(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be {(switchedOff ? "written" : "removed")}: {e.Message} Allow the broker's user to write to that folder, or set enabled in the plugin's table.";
        }
    }

    private static string PathOf(string? folder, string entryAssembly)
        => folder is null ? $"{entryAssembly}.{FileName}" : Path.Combine(folder, FileName);
}
