using System.Reflection;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Loading;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>A plugin that is an object of this process already, as in a test of it: what <see cref="Preflight"/> reads from a file is read from its class.</summary>
internal static class ResidentPlugin
{
    /// <exception cref="PluginLoadException">It could not be loaded from a folder either.</exception>
    internal static PluginManifest ManifestOf(IPlugin plugin)
    {
        if (!PluginName.IsValid(plugin.Name))
            throw new PluginLoadException($"'{plugin.Name}' cannot be the name of a plugin: {PluginName.Rule} are allowed");
        var type = plugin.GetType();
        var attribute = type.GetCustomAttribute<PluginAttribute>(inherit: false) ?? new PluginAttribute();
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var use = UseOf(type.Assembly);
        return new PluginManifest(
            type.FullName!, version ?? "0.0.0", HostAssemblies.AbstractionsVersion, attribute.Description, attribute.Order, attribute.RequiresConfiguration, attribute.Unloadable,
            [.. use.Hooks], use.Vouches);
    }

    private static ContractUse UseOf(Assembly assembly)
    {
        var use = new ContractUse();
        if (assembly.Location.Length == 0) return use;
        using var image = AssemblyImage.Read(assembly.Location);
        if (image.Metadata is { } metadata) use.Add(metadata);
        return use;
    }
}
