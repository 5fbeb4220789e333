using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// What is known to never let go of a load context: static caches of the framework and of libraries that hold types of whoever called them. Each was seen to on .NET 10.
/// </summary>
internal static class KeptForGood
{
    private static readonly string[] Libraries = ["Newtonsoft.Json", "Microsoft.Data.Sqlite"];

    private static readonly (string Namespace, string Name)[] Types =
    [
        ("System.ComponentModel", "TypeDescriptor"),
        ("System.ComponentModel.DataAnnotations", "Validator"),
        ("System.Xml.Serialization", "XmlSerializer"),
        ("System.Runtime.Serialization", "DataContractSerializer"),
        ("System.Reflection", "DispatchProxy"),
        ("Microsoft.CSharp.RuntimeBinder", "Binder"),
    ];

    /// <summary>What the assembly uses of that.</summary>
    public static IEnumerable<string> UsedBy(MetadataReader metadata)
    {
        foreach (var handle in metadata.AssemblyReferences)
        {
            var name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            if (Libraries.Contains(name, StringComparer.OrdinalIgnoreCase))
                yield return name;
        }

        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            foreach (var (space, name) in Types)
            {
                if (metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, space))
                    yield return name == "Binder" ? "dynamic" : name;
            }
        }
    }
}
