using System.Reflection;
using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>Finds the class of an assembly that implements <c>IPlugin</c>, itself or through a base class of the same assembly.</summary>
internal sealed class PluginTypes
{
    // No sensible class derives through more; metadata can be made to go round.
    private const int MaximumDepth = 32;

    private readonly MetadataReader _metadata;

    private PluginTypes(MetadataReader metadata) => _metadata = metadata;

    /// <summary>Finds the class.</summary>
    /// <returns>The class, or in one sentence why there is none.</returns>
    public static (TypeDefinitionHandle Type, string? Problem) Find(MetadataReader metadata)
    {
        var types = new PluginTypes(metadata);
        var good = new List<TypeDefinitionHandle>();
        string? flaw = null;
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.Interface) != 0 || !types.Implements(handle, 0))
                continue;
            if (types.FlawOf(type) is { } found)
                flaw ??= $"{types.NameOf(handle, 0)} implements IPlugin, but {found}";
            else
                good.Add(handle);
        }

        return good.Count switch
        {
            1 => (good[0], null),
            0 => (default, flaw ?? "no class in it implements Gmqtt.Plugins.IPlugin"),
            _ => (default, $"{string.Join(" and ", good.Select(h => types.NameOf(h, 0)))} both implement IPlugin: a plugin has one; make the others internal"),
        };
    }

    /// <summary>Whether a class implements <c>IPlugin</c>, be it usable or not.</summary>
    public static bool Mentions(MetadataReader metadata)
    {
        var types = new PluginTypes(metadata);
        return metadata.TypeDefinitions.Any(h => types.Implements(h, 0));
    }

    /// <summary>The full name as reflection writes it.</summary>
    public static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle) => new PluginTypes(metadata).NameOf(handle, 0);

    private string? FlawOf(TypeDefinition type)
    {
        if ((type.Attributes & TypeAttributes.Abstract) != 0)
            return "is abstract: derive a class from it";
        if (!IsPublic(type, 0))
            return "is not public: make it and the classes around it public";
        if (type.GetGenericParameters().Count > 0)
            return "has type parameters: derive a class without";
        return type.GetMethods().Any(IsPlainConstructor) ? null : "has no public constructor without parameters: what a plugin needs comes to LoadAsync";
    }

    private bool IsPublic(TypeDefinition type, int depth) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic => depth < MaximumDepth && IsPublic(_metadata.GetTypeDefinition(type.GetDeclaringType()), depth + 1),
        _ => false,
    };

    private bool IsPlainConstructor(MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        if ((method.Attributes & MethodAttributes.MemberAccessMask) != MethodAttributes.Public || (method.Attributes & MethodAttributes.Static) != 0
            || !_metadata.StringComparer.Equals(method.Name, ".ctor"))
            return false;
        var signature = _metadata.GetBlobReader(method.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger() == 0;
    }

    private bool Implements(EntityHandle handle, int depth)
    {
        if (depth > MaximumDepth || handle.IsNil)
            return false;
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                return IsPluginInterface(_metadata.GetTypeReference((TypeReferenceHandle)handle));
            case HandleKind.TypeSpecification:
                return Implements(GenericDefinition((TypeSpecificationHandle)handle), depth + 1);
            case HandleKind.TypeDefinition:
                var type = _metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
                return type.GetInterfaceImplementations().Any(i => Implements(_metadata.GetInterfaceImplementation(i).Interface, depth + 1))
                    || Implements(type.BaseType, depth + 1);
            default:
                return false;
        }
    }

    private bool IsPluginInterface(TypeReference type)
        => type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && _metadata.StringComparer.Equals(type.Name, "IPlugin")
            && _metadata.StringComparer.Equals(type.Namespace, "Gmqtt.Plugins")
            && _metadata.StringComparer.Equals(_metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name, HostAssemblies.Abstractions);

    /// <summary>Of <c>Base&lt;Options&gt;</c> the <c>Base&lt;T&gt;</c>.</summary>
    private EntityHandle GenericDefinition(TypeSpecificationHandle handle)
    {
        var signature = _metadata.GetBlobReader(_metadata.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle();
    }

    private string NameOf(TypeDefinitionHandle handle, int depth)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var name = _metadata.GetString(type.Name);
        if (type.IsNested && depth < MaximumDepth)
            return $"{NameOf(type.GetDeclaringType(), depth + 1)}+{name}";
        var space = _metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
