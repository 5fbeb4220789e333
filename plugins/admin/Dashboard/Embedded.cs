using System.Reflection;

namespace Gmqtt.Admin.Dashboard;

/// <summary>Files within an assembly.</summary>
internal static class Embedded
{
    /// <summary>Those whose name begins so, by the rest of their name.</summary>
    internal static Dictionary<string, StaticFile> Read(Assembly assembly, string prefix)
    {
        var files = new Dictionary<string, StaticFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files[name[prefix.Length..]] = StaticFile.Of(name, content);
        }

        return files;
    }
}
