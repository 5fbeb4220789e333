using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>The values of <c>[Plugin(...)]</c>, read without running anything: ECMA-335 II.23.3.</summary>
internal sealed record PluginAttributeValues
{
    private const ushort Prolog = 1;
    private const byte Property = 0x54;
    private const byte Boolean = 0x02;
    private const byte Int32 = 0x08;
    private const byte Text = 0x0e;

    public string? Description { get; private set; }

    public int Order { get; private set; } = 1000;

    public bool RequiresConfiguration { get; private set; }

    public bool Unloadable { get; private set; } = true;

    public static PluginAttributeValues Of(MetadataReader metadata, TypeDefinitionHandle type)
    {
        var values = new PluginAttributeValues();
        foreach (var handle in metadata.GetTypeDefinition(type).GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (IsPluginAttribute(metadata, attribute))
                values.Read(metadata.GetBlobReader(attribute.Value));
        }

        return values;
    }

    private static bool IsPluginAttribute(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return false;
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, "PluginAttribute") && metadata.StringComparer.Equals(type.Namespace, "Gmqtt.Plugins");
    }

    private void Read(BlobReader blob)
    {
        if (blob.ReadUInt16() != Prolog)
            return;
        for (int left = blob.ReadUInt16(); left > 0; left--)
        {
            if (blob.ReadByte() != Property)
                return;
            var kind = blob.ReadByte();
            var name = blob.ReadSerializedString();
            object? value = kind switch
            {
                Boolean => blob.ReadBoolean(),
                Int32 => blob.ReadInt32(),
                Text => blob.ReadSerializedString(),
                _ => null,
            };
            if (kind is not (Boolean or Int32 or Text))
                return; // a property of a later version: how long its value is, is not known here
            Set(name, value);
        }
    }

    private void Set(string? name, object? value)
    {
        switch (name, value)
        {
            case (nameof(Description), string text): Description = text; break;
            case (nameof(Order), int order): Order = order; break;
            case (nameof(RequiresConfiguration), bool needs): RequiresConfiguration = needs; break;
            case (nameof(Unloadable), bool unloads): Unloadable = unloads; break;
        }
    }
}
