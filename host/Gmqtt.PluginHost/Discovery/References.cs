using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>Whether what an assembly refers to is there, in a version that will do.</summary>
internal static class References
{
    // Its version is the framework's, and one sentence about it says more than one about each assembly of the framework.
    private static readonly string[] Framework = ["System.Runtime", "System.Private.CoreLib"];

    /// <summary>The version of the abstractions an assembly was built for; null when it does not use them.</summary>
    public static Version? Abstractions(MetadataReader metadata)
        => All(metadata).Where(r => r.Name == HostAssemblies.Abstractions).Select(r => r.Version).FirstOrDefault();

    /// <summary>Checks the references of one assembly.</summary>
    /// <param name="metadata">The assembly's.</param>
    /// <param name="dll">Its file name, for messages.</param>
    /// <param name="brought">Names of the assemblies that the plugin has in its folder; null to leave it to the day whether all is there.</param>
    /// <returns>Why the assembly cannot be used; or null.</returns>
    public static Refusal? Check(MetadataReader metadata, string dll, IReadOnlySet<string>? brought)
    {
        var references = All(metadata);
        return references.Select(r => TooNew(dll, r.Name, r.Version)).FirstOrDefault(r => r is not null)
            ?? (brought is null ? null : references.Select(r => Missing(dll, r.Name, r.Version, brought)).FirstOrDefault(r => r is not null));
    }

    private static Refusal? TooNew(string dll, string name, Version wanted)
    {
        if (HostAssemblies.Shared(name) is not { } has)
            return null;
        if (name == HostAssemblies.Abstractions)
        {
            if (wanted.Major == has.Major && wanted.Minor <= has.Minor)
                return null;
            var remedy = wanted > has
                ? "upgrade the broker, or build the plugin against that version"
                : "build the plugin anew against that version";
            return No($"{dll} was built for {name} {Short(wanted)}, this broker has {Short(has)}: {remedy}");
        }

        if (wanted <= has)
            return null;
        return Framework.Contains(name)
            ? No($"{dll} was built for .NET {Short(wanted)}, this broker runs on .NET {Environment.Version.ToString(2)}: build the plugin for net{Environment.Version.ToString(2)}")
            : No($"{dll} needs {name} {wanted}, this broker has {has} and plugins share it: refer to version {Short(has)} or lower");
    }

    private static Refusal? Missing(string dll, string name, Version wanted, IReadOnlySet<string> brought)
    {
        if (brought.Contains(name) || HostAssemblies.Shared(name) is not null)
            return null;
        if (name is "gmqttd" || name.StartsWith("Gmqtt.", StringComparison.Ordinal))
            return No($"{dll} uses {name}, which is not in the plugin's folder: of the broker's own assemblies a plugin uses {HostAssemblies.Abstractions} only");
        var has = HostAssemblies.Offered(name);
        if (has >= wanted)
            return null;
        return has is null
            ? new Refusal(RefusalKind.Broken, $"{dll} needs {name} {wanted}, which is not in the plugin's folder: put {name}.dll there")
            : No($"{dll} needs {name} {wanted}, this broker has {has}: put {name}.dll into the plugin's folder");
    }

    private static List<(string Name, Version Version)> All(MetadataReader metadata)
        => metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(r => (metadata.GetString(r.Name), r.Version)).ToList();

    private static string Short(Version version) => $"{version.Major}.{version.Minor}";

    private static Refusal No(string sentence) => new(RefusalKind.Incompatible, sentence);
}
