namespace Gmqtt.Plugins;

/// <summary>
/// What the host should know of a plugin before any of its code runs; read from the assembly's metadata. On the class that implements <see cref="IPlugin"/>; optional.
/// The version of the abstractions the plugin was built for is not written here: the assembly's own reference says it, and cannot lie.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute : Attribute
{
    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// Where the plugin stands among those that <c>plugin_order</c> does not name: lower is further out; with equal numbers the names decide. The default is 1000.
    /// </summary>
    public int Order { get; set; } = 1000;

    /// <summary>The plugin is loaded only when the configuration has a table <c>[plugins.name]</c> for it.</summary>
    public bool RequiresConfiguration { get; set; }

    /// <summary>
    /// False for a plugin that uses a library which never lets go of a load context (docs/plugins.md lists them): it is loaded for good, compiled code is a little faster,
    /// and each reload leaves the old version in memory.
    /// </summary>
    public bool Unloadable { get; set; } = true;
}
