using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.PluginHostOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[plugin_host]</c> table.</summary>
internal static class PluginHostSection
{
    public static readonly Section<PluginHostOptions> Rows = new(
        () => new PluginHostOptions(),
        K.Optional("dir", new TextKind("a path"), o => o.Dir, (o, v) => o with { Dir = v }, Reload.Restart, "\"plugins\"",
            "The folder with one folder for each plugin. Left out: the folder plugins beside the executable."),
        K.Of("hot_reload", new BoolKind(), o => o.HotReload, (o, v) => o with { HotReload = v }, Reload.AtOnce,
            "Whether a plugin is loaded, exchanged or taken out when its folder changes."));
}
