using System.Reflection.Metadata;
using System.Text.Json;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>One <see cref="Preflight"/>: goes through the dlls of a plugin, the entry last.</summary>
internal sealed class Inspection(PluginFiles files, FileSet set)
{
    private readonly HashSet<string> _brought = new(StringComparer.OrdinalIgnoreCase);
    private readonly ContractUse _use = new();
    private readonly SortedSet<string> _kept = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    public Verdict Run()
    {
        var entryName = Path.GetFileName(files.EntryAssembly);
        if (set.Files.FirstOrDefault(f => f.Name == entryName) is not { } entry)
            return No(RefusalKind.Incomplete, $"{entryName} is not there");
        foreach (var file in set.Files)
        {
            var refusal = file == entry ? null : file.IsDll ? Dependency(file) : Json(file);
            if (refusal is not null)
                return Verdict.No(refusal, set);
        }

        using var image = AssemblyImage.Read(entry.Path);
        return image.Kind switch
        {
            ImageKind.Managed => Entry(entryName, image.Metadata!),
            ImageKind.Incomplete => No(RefusalKind.Incomplete, $"{entryName} is cut off, or still being written: copy it again"),
            ImageKind.Foreign => No(RefusalKind.NotAPlugin, $"{entryName} is a native library, not a .NET assembly"),
            _ => No(RefusalKind.Broken, $"{entryName} is not a .NET assembly, or damaged: build or copy it again"),
        };
    }

    private Refusal? Dependency(FileEntry file)
    {
        using var image = AssemblyImage.Read(file.Path);
        if (image.Kind == ImageKind.Incomplete)
            return new Refusal(RefusalKind.Incomplete, $"{file.Name} is cut off, or still being written: copy it again");
        if (image.Metadata is not { IsAssembly: true } metadata)
            return null;
        var name = metadata.GetString(metadata.GetAssemblyDefinition().Name);
        _brought.Add(name);
        if (name == HostAssemblies.Abstractions)
        {
            _warnings.Add($"{file.Name} is among the plugin's files and not used: the broker's own takes its place; remove it");
            return null;
        }

        _use.Add(metadata);
        return HostAssemblies.Shared(name) is null ? References.Check(metadata, file.Name, brought: null) : null;
    }

    /// <summary>The loader reads it, and says nothing helpful when it is cut off.</summary>
    private static Refusal? Json(FileEntry file)
    {
        if (!file.Name.EndsWith(".deps.json", StringComparison.Ordinal))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.Path));
            return null;
        }
        catch (JsonException)
        {
            return new Refusal(RefusalKind.Incomplete, $"{file.Name} is cut off, or not JSON: copy it again, or remove it");
        }
    }

    private Verdict Entry(string dll, MetadataReader metadata)
    {
        if (References.Abstractions(metadata) is not { } builtFor)
            return No(RefusalKind.NotAPlugin, $"{dll} does not use {HostAssemblies.Abstractions}: it is not a plugin");
        if (References.Check(metadata, dll, _brought) is { } refusal)
            return Verdict.No(refusal, set);
        var (type, problem) = PluginTypes.Find(metadata);
        if (problem is not null)
            return No(RefusalKind.NotAPlugin, $"{dll} is not a plugin: {problem}");
        _use.Add(metadata);
        _kept.UnionWith(KeptForGood.UsedBy(metadata));
        var values = PluginAttributeValues.Of(metadata, type);
        if (values.Unloadable && _kept.Count > 0)
            _warnings.Add($"{dll} uses {string.Join(", ", _kept)}, which may keep every old version of the plugin in memory after a reload: if it does, set [Plugin(Unloadable = false)]");
        var manifest = new PluginManifest(
            PluginTypes.NameOf(metadata, type), AssemblyVersion.Of(metadata), builtFor, values.Description, values.Order, values.RequiresConfiguration, values.Unloadable,
            [.. _use.Hooks], _use.Vouches);
        return Verdict.Good(manifest, set, _warnings);
    }

    private Verdict No(RefusalKind kind, string sentence) => Verdict.No(new Refusal(kind, sentence), set);
}
