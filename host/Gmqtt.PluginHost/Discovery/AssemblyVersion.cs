using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>The version people gave an assembly.</summary>
internal static class AssemblyVersion
{
    private const ushort Prolog = 1;

    /// <summary>The informational version up to the '+' that the build's hash follows; without one the assembly's version.</summary>
    public static string Of(MetadataReader metadata)
    {
        var assembly = metadata.GetAssemblyDefinition();
        foreach (var handle in assembly.GetCustomAttributes())
        {
            if (Informational(metadata, metadata.GetCustomAttribute(handle)) is { Length: > 0 } version)
                return version.Split('+')[0];
        }

        return assembly.Version.ToString();
    }

    private static string? Informational(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return null;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference
            || !metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, "AssemblyInformationalVersionAttribute"))
            return null;
        var value = metadata.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == Prolog ? value.ReadSerializedString() : null;
    }
}
