using Gmqtt.Configuration;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Watching;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>What the configuration says of plugins. A reload brings a new one.</summary>
internal sealed record PluginSetSettings
{
    /// <summary>The plugins folder.</summary>
    public required string Directory { get; init; }

    /// <summary>Where each plugin gets a folder for its data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Names in the order of the chain, the first outermost; the rest follow by their manifests.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Whether changed files are taken up while the broker runs.</summary>
    public bool HotReload { get; init; }

    /// <summary>How changes are noticed.</summary>
    public WatchMode Watch { get; init; }

    public GateOptions Gate { get; init; } = new();

    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan UnloadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The plugins' tables by name.</summary>
    public IReadOnlyDictionary<string, PluginSettings> Plugins { get; init; } = new Dictionary<string, PluginSettings>();

    public ApiServerOptions Api { get; init; } = new();

    /// <summary>What is said of a plugin; of most nothing is.</summary>
    internal PluginSettings Of(string name) => Plugins.GetValueOrDefault(name) ?? new PluginSettings { Name = name };

    /// <summary>How patient the host is with a plugin.</summary>
    internal GateOptions GateOf(string name) => Of(name).HookTimeout is { } own ? Gate with { HookTimeout = own } : Gate;

    /// <summary>Whether a plugin has to be loaded anew to follow what is said of it now; another deadline of its hooks needs no loading.</summary>
    internal static bool Differ(PluginSettings one, PluginSettings other) =>
        (one.Enabled, one.LogLevel, Text(one)) != (other.Enabled, other.LogLevel, Text(other));

    /// <summary>Whether the configuration names a plugin: then it has to run, or the broker does not.</summary>
    internal bool Names(string name) => Order.Contains(name) || Of(name).IsConfigured;

    private static string? Text(PluginSettings settings) => settings.Table is { } table ? TomlText.Document(table) : null;
}
