using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.PluginHost.Configuration.Binding;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Configuration;

/// <summary>
/// Binds a plugin's table to a type of the plugin's, by plain reflection: TypeDescriptor, DataAnnotations, converters and the configuration binder keep every type they see
/// in a static table, and with it the plugin's load context for ever. Nothing here outlives the call; problems leave it as sentences.
/// </summary>
internal sealed class PluginConfiguration : IPluginConfiguration
{
    private readonly PluginSettings _settings;

    public PluginConfiguration(PluginSettings settings) => _settings = settings;

    public bool Exists => _settings.IsConfigured;

    public string Text => _settings.Table is { } table ? TomlText.Document(table) : "";

    public string PathOf(string path)
    {
        var folder = _settings.Table?.Origin is { Kind: OriginKind.File, Source: var file } ? Path.GetDirectoryName(Path.GetFullPath(file))! : Environment.CurrentDirectory;
        return Path.GetFullPath(path, folder);
    }

    public T Bind<T>()
        where T : class, new()
    {
        var problems = new List<Problem>();
        var shape = TableShape.For(typeof(T)) ?? throw new NotSupportedException($"{typeof(T)} is no class that a table can be bound to; write one with a public constructor without parameters");
        var table = _settings.Table ?? new TableNode(Origin.Default);
        var options = shape.Read(table, $"plugins.{_settings.Name}", null, HostKeys.Names, problems);
        if (problems.Count == 0)
        {
            return (T)options!;
        }

        throw new PluginConfigurationException(
            [.. problems.OrderBy(p => p.Origin.Kind).ThenBy(p => p.Origin.Line).ThenBy(p => p.Origin.Column).Select(Sentence)]);
    }

    /// <summary>A key that nobody wrote, in a table that nobody wrote, has no place but its name.</summary>
    private static string Sentence(Problem problem) => problem.Origin.Kind == OriginKind.Default ? $"{problem.Path}: {problem.Message}" : problem.ToString();
}
