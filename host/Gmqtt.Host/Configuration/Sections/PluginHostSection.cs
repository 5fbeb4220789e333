using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Watching;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.PluginHostOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[plugin_host]</c> table.</summary>
internal static class PluginHostSection
{
    private static readonly DurationKind Step = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
    private static readonly ChoiceKind<WatchMode> Watch = new(("auto", WatchMode.Auto), ("events", WatchMode.Events), ("poll", WatchMode.Poll));

    public static readonly Section<PluginHostOptions> Rows = new(() => new PluginHostOptions(), [.. Files(), .. Patience()]);

    private static Member<PluginHostOptions>[] Files() =>
    [
        K.Optional("dir", new TextKind("a path"), o => o.Dir, (o, v) => o with { Dir = v }, Reload.Restart, "\"plugins\"",
            "The folder with one folder for each plugin. Left out: the folder plugins beside the executable."),
        K.Optional("data_dir", new TextKind("a path"), o => o.DataDir, (o, v) => o with { DataDir = v }, Reload.Restart, "\"/var/lib/gmqtt\"",
            "The folder in which each plugin has one for its data. Left out: the folder plugin-data beside that of the plugins."),
        K.Of("hot_reload", new BoolKind(), o => o.HotReload, (o, v) => o with { HotReload = v }, Reload.AtOnce,
            "Whether a plugin is loaded, exchanged or taken out when its folder changes."),
        K.Of("watch", Watch, o => o.Watch, (o, v) => o with { Watch = v }, Reload.AtOnce,
            "How such a change is noticed. events: the system tells, which it does not on many mounted folders. poll: by looking every few seconds. auto: both."),
    ];

    private static Member<PluginHostOptions>[] Patience() =>
    [
        K.Of("hook_timeout", HostKeys.HookTimeoutKind, o => o.HookTimeout, (o, v) => o with { HookTimeout = v }, Reload.AtOnce,
            "Longest a hook of a plugin may take: then the broker goes on without its answer, and what it was to allow is denied."),
        K.Of("load_timeout", Step, o => o.LoadTimeout, (o, v) => o with { LoadTimeout = v }, Reload.AtOnce,
            "Longest a plugin may take to get ready. At a reload the old version works until then."),
        K.Of("unload_timeout", Step, o => o.UnloadTimeout, (o, v) => o with { UnloadTimeout = v }, Reload.AtOnce,
            "Longest a plugin may take to end what it is doing before it is taken out."),
        K.Of("quarantine_after", new IntegerKind(1, 1_000_000), o => o.QuarantineAfter, (o, v) => o with { QuarantineAfter = (int)v }, Reload.AtOnce,
            "Faults in a row, thrown or timed out, after which a plugin is not called for a while: what it was to allow is denied, what it only observes goes past it."),
        K.Of("quarantine_time", new DurationKind(TimeSpan.FromMilliseconds(100), Most.Timeout), o => o.QuarantineTime,
            (o, v) => o with { QuarantineTime = v }, Reload.AtOnce,
            "How long a plugin that failed so is not called. Then one call is tried; when it succeeds, the plugin is back."),
    ];
}
