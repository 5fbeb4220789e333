namespace Gmqtt.PluginHost.Discovery;

/// <summary>Where the files of one plugin are.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Folder">Its folder; null for a single dll in the root.</param>
/// <param name="EntryAssembly">The dll that has the plugin's class.</param>
/// <param name="IsSwitchedOff">A file <c>DISABLED</c> says that it is not to run.</param>
internal sealed record PluginFiles(string Name, string? Folder, string EntryAssembly, bool IsSwitchedOff)
{
    /// <summary>The folder that all of the plugin's files must be in, links included.</summary>
    public string Home => Folder ?? Path.GetDirectoryName(EntryAssembly)!;

    /// <summary>The plugins folder.</summary>
    public string Root => Folder is null ? Home : Path.GetDirectoryName(Folder)!;
}
