using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.Host.Configuration.Checks;

/// <summary>Finds what can be known to be wrong with plugins' tables before any plugin is there: the names, and the keys that are the host's.</summary>
internal static class PluginTables
{
    public static void Check(HostOptions options, Reading reading)
    {
        foreach (var twice in options.PluginOrder.CountBy(n => n).Where(n => n.Value > 1))
        {
            reading.Complain(reading.OriginOf("plugin_order"), "plugin_order", $"\"{twice.Key}\" is named twice; keep the first or the last");
        }

        foreach (var plugin in options.Plugins.Values)
        {
            if (!PluginName.IsValid(plugin.Name))
            {
                reading.Complain(plugin.Table.Origin, $"plugins.{plugin.Name}", $"a plugin's name has only {PluginName.Rule}; write [plugins.{Allowed(plugin.Name)}]");
            }

            reading.Problems.AddRange(PluginSettings.From(plugin).Problems);
        }
    }

    private static string Allowed(string name) =>
        name.Length == 0 ? "name" : string.Concat(name.ToLowerInvariant().Select(c => PluginName.IsValid([c]) ? c : '-'));
}
