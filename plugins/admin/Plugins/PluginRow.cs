using Gmqtt.Plugins;

namespace Gmqtt.Admin.Plugins;

/// <summary>A plugin and what it costs.</summary>
internal sealed record PluginRow
{
    public required string Name { get; init; }

    /// <summary>active, quarantined, loading, failed, disabled, unconfigured or stopping.</summary>
    public required string State { get; init; }

    /// <summary>Why, in one sentence; null where nothing needs saying.</summary>
    public string? Reason { get; init; }

    public string? Description { get; init; }

    public string? Version { get; init; }

    /// <summary>The version of the abstractions it was built for.</summary>
    public string? BuiltFor { get; init; }

    public int Generation { get; init; }

    public DateTimeOffset? Since { get; init; }

    public IReadOnlyList<string> Routes { get; init; } = [];

    public long Faults { get; init; }

    public string? LastFault { get; init; }

    /// <summary>Old versions that should be gone and are still in memory.</summary>
    public int Leaked { get; init; }

    public IReadOnlyList<PluginHookRow> Hooks { get; init; } = [];

    internal static PluginRow Of(PluginInfo plugin) => new()
    {
        Name = plugin.Name,
        State = Word(plugin.State),
        Reason = plugin.Reason,
        Description = plugin.Description,
        Version = plugin.Version,
        BuiltFor = plugin.BuiltFor,
        Generation = plugin.Generation,
        Since = plugin.Since,
        Routes = plugin.Routes,
        Faults = plugin.Faults,
        LastFault = plugin.LastFault,
        Leaked = plugin.Leaked,
        Hooks = [.. plugin.Hooks.Select(PluginHookRow.Of)],
    };

    private static string Word(PluginState state) => state switch
    {
        PluginState.Active => "active",
        PluginState.Quarantined => "quarantined",
        PluginState.Loading => "loading",
        PluginState.Failed => "failed",
        PluginState.Disabled => "disabled",
        PluginState.Unconfigured => "unconfigured",
        _ => "stopping",
    };
}

/// <summary>One hook of a plugin; times in microseconds, null where none was measured.</summary>
internal sealed record PluginHookRow(string Hook, long Calls, long Faults, double? MedianUs, double? P99Us, double? MaxUs, bool OffTheLoop)
{
    internal static PluginHookRow Of(PluginHookInfo hook) => new(
        hook.Hook, hook.Calls, hook.Faults, hook.Latency?.Median.TotalMicroseconds, hook.Latency?.P99.TotalMicroseconds, hook.Latency?.Max.TotalMicroseconds, hook.RunsOffTheLoop);
}

/// <summary>All plugins, in the order of the chain.</summary>
internal sealed record PluginList(IReadOnlyList<PluginRow> Plugins);

/// <summary>One plugin.</summary>
internal sealed record PluginAnswer(PluginRow Plugin);

/// <summary>What became of a change: <c>ok</c>, or <c>begun</c> where a plugin changes itself.</summary>
internal sealed record PluginChange(string Result);

/// <summary>Who is asked in which order.</summary>
internal sealed record HookList(IReadOnlyList<HookRow> Hooks);

/// <summary>The plugins of one hook, the outermost first.</summary>
internal sealed record HookRow(string Hook, IReadOnlyList<string> Chain);
