using Gmqtt.Configuration;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Configuration;

/// <summary>What the configuration says of one plugin: what is the host's business, and the table that is the plugin's own.</summary>
internal sealed record PluginSettings
{
    public required string Name { get; init; }

    /// <summary>Whether it is to run.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Longest one of its hooks may take; null for <c>plugin_host.hook_timeout</c>.</summary>
    public TimeSpan? HookTimeout { get; init; }

    /// <summary>Its lines below this level are not written; null for what the log's own levels say.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Its table without the host's keys; null where the configuration has none for it.</summary>
    public TableNode? Table { get; init; }

    public bool IsConfigured => Table is not null;

    /// <summary>Takes the host's keys out of a table. What cannot be read is a problem, and as if it were left out.</summary>
    public static (PluginSettings Settings, IReadOnlyList<Problem> Problems) From(PluginTable table)
    {
        var problems = new List<Problem>();
        var enabled = Read(table, HostKeys.Enabled, HostKeys.EnabledKind, problems);
        var hookTimeout = Read(table, HostKeys.HookTimeout, HostKeys.HookTimeoutKind, problems);
        var logLevel = Read(table, HostKeys.LogLevel, HostKeys.LogLevelKind, problems);
        var settings = new PluginSettings
        {
            Name = table.Name,
            Enabled = enabled ?? true,
            HookTimeout = hookTimeout,
            LogLevel = logLevel,
            Table = Own(table.Table),
        };
        return (settings, problems);
    }

    private static T? Read<T>(PluginTable table, string key, Kind<T> kind, List<Problem> problems)
        where T : struct
    {
        if (table.Table[key] is not { } node)
        {
            return null;
        }

        if (kind.TryRead(node, out var value, out var complaint))
        {
            return value;
        }

        problems.Add(new Problem(node.Origin, $"plugins.{table.Name}.{key}", $"{complaint}; write {kind.Expected}"));
        return null;
    }

    private static TableNode Own(TableNode written)
    {
        var own = new TableNode(written.Origin);
        foreach (var (key, node) in written.Children.Where(c => !HostKeys.Names.Contains(c.Key)))
        {
            own[key] = node;
        }

        return own;
    }
}
