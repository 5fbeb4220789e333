using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gmqtt.PluginHost.Tests.Loading;

/// <summary>The plugins of tests/TestPlugins, as they were built.</summary>
internal static class TestPlugin
{
    /// <summary>The folder of one.</summary>
    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "plugins-under-test", name);

    /// <summary>The dll of one.</summary>
    public static string Dll(string name) => Path.Combine(Folder(name), name + ".dll");

    /// <summary>Puts one into a plugins folder.</summary>
    public static string CopyTo(string root, string name, string? asName = null)
    {
        var folder = Path.Combine(root, asName ?? name);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Folder(name)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        return folder;
    }

    /// <summary>The dll as if it had been compiled against another version of an assembly: the row of the AssemblyRef table begins with the four numbers (ECMA-335 II.22.5).</summary>
    public static byte[] BuiltAgainst(string name, string assembly, Version version)
    {
        var bytes = File.ReadAllBytes(Dll(name));
        using var pe = new PEReader(new MemoryStream(bytes));
        var metadata = pe.GetMetadataReader();
        var row = metadata.AssemblyReferences.Single(h => metadata.GetString(metadata.GetAssemblyReference(h).Name) == assembly);
        var place = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + (metadata.GetTableRowSize(TableIndex.AssemblyRef) * (MetadataTokens.GetRowNumber(row) - 1));
        int[] numbers = [version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0)];
        for (var i = 0; i < numbers.Length; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(place + (2 * i)), (ushort)numbers[i]);
        return bytes;
    }
}
