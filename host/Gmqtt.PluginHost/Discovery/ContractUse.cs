using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>Which parts of the contract a plugin's code uses: what it will hook is known before any of it runs.</summary>
internal sealed class ContractUse
{
    private const string Setter = "set_";

    /// <summary>Names of the hooks whose wrappers are set.</summary>
    public SortedSet<string> Hooks { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether clients can be let in.</summary>
    public bool Vouches { get; private set; }

    /// <summary>Adds what one assembly uses.</summary>
    public void Add(MetadataReader metadata)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (!metadata.StringComparer.Equals(type.Namespace, "Gmqtt.Hooks"))
                continue;
            Add(metadata.GetString(type.Name), metadata.GetString(member.Name));
        }
    }

    private void Add(string type, string member)
    {
        if (type == "HookWrapper" && member.StartsWith(Setter, StringComparison.Ordinal))
            Hooks.Add(member[Setter.Length..]);
        else if (type is "ConnectRequest" or "EnhancedAuthResponse" && member == "Accept")
            Vouches = true;
    }
}
