using Gmqtt.Plugins;

namespace Gmqtt.Exporter.Families;

/// <summary>The plugins as the broker sees them.</summary>
internal static class PluginFamilies
{
    public static void Add(Exposition to, IReadOnlyList<PluginInfo> plugins)
    {
        to.Gauge(
            "gmqtt_plugin_state", "1 for the state a plugin is in.", ["plugin", "state"],
            plugins.SelectMany(p => Enum.GetValues<PluginState>().Select(s => (new[] { p.Name, Words.Snake(s.ToString()) }, s == p.State ? 1.0 : 0))));
        to.Gauge("gmqtt_plugin_generation", "Versions of a plugin that were put in force since the start.", "plugin", plugins.Select(p => (p.Name, (double)p.Generation)));
        to.Gauge("gmqtt_plugin_leaked_current", "Old versions of a plugin that should be gone and are still in memory.", "plugin", plugins.Select(p => (p.Name, (double)p.Leaked)));
        to.Counter("gmqtt_plugin_faults_total", "Faults of a plugin: thrown, timed out, called back twice.", "plugin", plugins.Select(p => (p.Name, (double)p.Faults)));

        string[] labels = ["plugin", "hook"];
        var hooks = plugins.SelectMany(p => p.Hooks.Select(h => (Hook: h, Labels: new[] { p.Name, h.Hook }))).ToList();
        to.Counter("gmqtt_plugin_hook_calls_total", "Calls of a hook since its plugin was last loaded.", labels, hooks.Select(h => (h.Labels, (double)h.Hook.Calls)));
        to.Counter("gmqtt_plugin_hook_faults_total", "Of those, faulty ones.", labels, hooks.Select(h => (h.Labels, (double)h.Hook.Faults)));
        to.Gauge("gmqtt_plugin_hook_off_loop", "1 for a hook that blocked a thread that reads the network and was moved away.", labels, hooks.Select(h => (h.Labels, h.Hook.RunsOffTheLoop ? 1.0 : 0)));
        to.Gauge(
            "gmqtt_plugin_hook_latency_seconds", "Time in the plugin itself, of the latest measured calls.", ["plugin", "hook", "stat"],
            hooks.Where(h => h.Hook.Latency is not null).SelectMany(h => LatencyOf(h.Hook.Latency!).Select(s => (new[] { h.Labels[0], h.Labels[1], s.Stat }, s.Time.TotalSeconds))));
    }

    private static (string Stat, TimeSpan Time)[] LatencyOf(HookLatency latency) => [("median", latency.Median), ("p99", latency.P99), ("max", latency.Max)];
}
