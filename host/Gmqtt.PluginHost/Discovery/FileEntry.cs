namespace Gmqtt.PluginHost.Discovery;

/// <summary>One file of a plugin.</summary>
/// <param name="Name">Relative to the plugin's home, with '/'.</param>
/// <param name="Path">The file itself, links resolved.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written (UTC).</param>
internal sealed record FileEntry(string Name, string Path, long Length, DateTime Written)
{
    /// <summary>Whether it may be an assembly.</summary>
    public bool IsDll => Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
}
