using System.Collections;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.Host.Configuration.Checks;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Host.Configuration.Sections;

namespace Gmqtt.Host.Configuration;

/// <summary>
/// Where the configuration comes from, the weakest first: built in, the file, the environment, the command line. One path for start, check and
/// reload, so that what one of them accepts the others accept.
/// </summary>
/// <param name="File">The file, or null for none.</param>
/// <param name="Settings">The <c>--set</c> options, <c>path=value</c> each.</param>
/// <param name="Environment">The process's variables.</param>
internal sealed record ConfigurationSources(string? File, IReadOnlyList<string> Settings, IDictionary Environment)
{
    /// <summary>What relative paths are relative to: the file's folder; without a file, the current one.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(File ?? "gmqtt.toml"))!;

    /// <summary>Reads everything and finds all problems there are.</summary>
    /// <param name="now">The time by which certificates are judged.</param>
    /// <param name="authenticates">Whether some plugin that these options load authenticates clients.</param>
    public LoadedConfiguration Load(DateTimeOffset now, Func<HostOptions, bool> authenticates)
    {
        var problems = new List<Problem>();
        var root = File is null ? new TableNode(Origin.Default) : TomlFile.Read(File, problems);
        Overlay.Environment(root, Environment, problems);
        Overlay.CommandLine(root, Settings, problems);

        var reading = new Reading(problems, Folder, RootSection.Paths);
        var options = RelativePaths.Resolve(RootSection.Rows.Read(root, "", reading), Folder);
        PluginTables.Check(options, reading);
        AddressClashes.Check(options, reading);
        CertificateFiles.Check(options, reading, now);
        OpenListeners.Check(options, reading, authenticates);

        return new LoadedConfiguration
        {
            Options = options,
            Problems = [.. problems.OrderBy(p => p.Origin.Kind).ThenBy(p => p.Origin.Line).ThenBy(p => p.Origin.Column)],
            Values = [.. RootSection.Rows.List(options, "", reading)],
            File = File,
        };
    }
}
