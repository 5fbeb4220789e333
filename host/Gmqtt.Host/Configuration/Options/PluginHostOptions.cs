using Gmqtt.PluginHost.Watching;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[plugin_host]</c> table.</summary>
internal sealed record PluginHostOptions
{
    /// <summary>The folder with one folder per plugin; null for <c>plugins</c> beside the executable.</summary>
    public string? Dir { get; init; }

    /// <summary>The folder in which each plugin has one for its data; null for <c>plugin-data</c> beside the plugins' folder.</summary>
    public string? DataDir { get; init; }

    /// <summary>Whether a changed plugin is loaded anew while the broker runs.</summary>
    public bool HotReload { get; init; }

    /// <summary>How a change is noticed.</summary>
    public WatchMode Watch { get; init; } = WatchMode.Auto;

    /// <summary>Longest a hook may take, for plugins that say nothing else.</summary>
    public TimeSpan HookTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan UnloadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Faults in a row that quarantine a plugin.</summary>
    public int QuarantineAfter { get; init; } = 10;

    /// <summary>How long no call is tried.</summary>
    public TimeSpan QuarantineTime { get; init; } = TimeSpan.FromSeconds(30);
}
