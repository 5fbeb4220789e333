namespace Gmqtt.PluginHost.Watching;

/// <summary>How changes of the plugins folder are noticed.</summary>
internal enum WatchMode
{
    /// <summary>Both: events are quick, and looking now and then finds what has none, as on many mounted folders.</summary>
    Auto,

    /// <summary>The system tells.</summary>
    Events,

    /// <summary>By looking every few seconds.</summary>
    Poll,
}
