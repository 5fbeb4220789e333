namespace Gmqtt.PluginHost.Watching;

/// <summary>How a <see cref="FolderWatcher"/> watches.</summary>
internal sealed record FolderWatcherOptions
{
    /// <summary>By events, by looking, or both.</summary>
    public WatchMode Mode { get; init; } = WatchMode.Auto;

    /// <summary>How long nothing of a plugin may have changed before it is told: a copy of many files is one change.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The time between two looks.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);
}
