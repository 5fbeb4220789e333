namespace Gmqtt.PluginHost.Gates;

/// <summary>How patient the host is with a plugin.</summary>
internal sealed record GateOptions
{
    /// <summary>Longest a hook may take.</summary>
    public TimeSpan HookTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Faults in a row that quarantine the plugin.</summary>
    public int QuarantineAfter { get; init; } = 10;

    /// <summary>How long no call is tried.</summary>
    public TimeSpan QuarantineTime { get; init; } = TimeSpan.FromSeconds(30);
}
