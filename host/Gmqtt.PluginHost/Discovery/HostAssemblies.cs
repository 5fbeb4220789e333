using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>The assemblies of this process as a plugin sees them.</summary>
internal static class HostAssemblies
{
    /// <summary>The one assembly plugins are built against.</summary>
    public const string Abstractions = "Gmqtt.Abstractions";

    // The abstractions and all they refer to, which is the framework: the plugin's and the broker's types must be the same there. The loader shares exactly these.
    private static readonly FrozenDictionary<string, Version> SharedVersions = ReferencedFrom(typeof(IPlugin).Assembly);

    // In a self-contained publish the framework and the broker's own libraries are in one folder, and cannot be told apart.
    private static readonly string[] FrameworkFolders = [FolderOf(typeof(object).Assembly), FolderOf(typeof(HttpContext).Assembly)];

    /// <summary>The abstractions this broker has.</summary>
    public static Version AbstractionsVersion => SharedVersions[Abstractions];

    /// <summary>The version of a shared assembly; null for one that each plugin brings for itself.</summary>
    public static Version? Shared(string name) => SharedVersions.GetValueOrDefault(name);

    /// <summary>
    /// The version of an assembly of the framework that is there for a plugin that does not bring its own; null when there is none. The libraries that the broker brings for itself do
    /// not count: a plugin that borrowed them would break with the next broker.
    /// </summary>
    public static Version? Offered(string name)
    {
        if (Shared(name) is { } shared)
            return shared;
        try
        {
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName { Name = name });
            return FrameworkFolders.Contains(FolderOf(assembly)) ? assembly.GetName().Version : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static string FolderOf(Assembly assembly) => Path.GetDirectoryName(assembly.Location) ?? "";

    private static FrozenDictionary<string, Version> ReferencedFrom(Assembly first)
    {
        var found = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<Assembly>([first]);
        while (open.TryPop(out var assembly))
        {
            if (!found.TryAdd(assembly.GetName().Name!, assembly.GetName().Version!))
                continue;
            foreach (var reference in assembly.GetReferencedAssemblies())
                open.Push(AssemblyLoadContext.Default.LoadFromAssemblyName(reference));
        }

        return found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
