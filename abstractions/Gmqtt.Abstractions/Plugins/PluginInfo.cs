namespace Gmqtt.Plugins;

/// <summary>What the host knows of one plugin, now.</summary>
public sealed record PluginInfo
{
    /// <summary>The plugin's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    public required PluginState State { get; init; }

    /// <summary>Why it is in that state, in one sentence; null where nothing needs saying.</summary>
    public string? Reason { get; init; }

    /// <summary>The plugin's own sentence about itself, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The version of its assembly; null when it cannot be read.</summary>
    public string? Version { get; init; }

    /// <summary>The version of the abstractions it was built for, as in <c>1.0</c>; null when it cannot be read.</summary>
    public string? BuiltFor { get; init; }

    /// <summary>Counts the versions that were put in force since the start; 0 when none was.</summary>
    public int Generation { get; init; }

    /// <summary>When the running version was put in force (UTC); null when none is.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The hooks it wraps, with their numbers.</summary>
    public IReadOnlyList<PluginHookInfo> Hooks { get; init; } = [];

    /// <summary>The path prefixes it answers for on the API listeners.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Faults of all versions since the start: thrown, timed out, called back twice.</summary>
    public long Faults { get; init; }

    /// <summary>The latest fault, in one sentence; null when there was none.</summary>
    public string? LastFault { get; init; }

    /// <summary>Old versions that should be gone and are still in memory.</summary>
    public int Leaked { get; init; }
}

/// <summary>One hook of a running plugin.</summary>
/// <param name="Hook">The hook's name, such as <c>OnMsgArrived</c>.</param>
/// <param name="Calls">Calls of the running version.</param>
/// <param name="Faults">Of those, faulty ones.</param>
/// <param name="Latency">Time in the plugin itself, without the plugins further in, of the latest calls (one of 64 is measured); null when none was.</param>
/// <param name="RunsOffTheLoop">Whether it was moved away from the threads that read the network because it blocked one.</param>
public sealed record PluginHookInfo(string Hook, long Calls, long Faults, HookLatency? Latency, bool RunsOffTheLoop);

/// <summary>How long a hook takes.</summary>
/// <param name="Median">Half of the measured calls were faster.</param>
/// <param name="P99">All but one in a hundred were faster.</param>
/// <param name="Max">The slowest.</param>
public sealed record HookLatency(TimeSpan Median, TimeSpan P99, TimeSpan Max);
