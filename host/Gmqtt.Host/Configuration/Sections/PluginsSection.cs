using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>What of plugins is written outside of <c>[plugin_host]</c>: their order and their tables.</summary>
internal static class PluginsSection
{
    public static readonly Member<HostOptions> Order = Keys<HostOptions>.Of(
        "plugin_order", new TextListKind("names of plugins: [\"auth\", \"admin\"]", Complaint), o => o.PluginOrder, (o, v) => o with { PluginOrder = v }, Reload.AtOnce,
        "The order of the plugins in each hook, the first one outermost. Plugins that are not named follow, by the number that each gives itself, then by name.");

    public static readonly Member<HostOptions> Tables = new RawTables<HostOptions>("plugins", o => o.Plugins, (o, v) => o with { Plugins = v },
        "One table for each plugin that has something to configure. Of those that come with the broker, admin and prometheus run without one (enabled = false keeps them out), "
        + "auth from the moment on that there is one. Beside these keys, which every plugin's table has, its keys are in the plugin's own documentation.",
        [
            Key(HostKeys.Enabled, HostKeys.EnabledKind.Expected, "true", "true", "Whether the plugin is to run."),
            Key(HostKeys.LogLevel, HostKeys.LogLevelKind.Expected, null, "\"warn\"",
                "The plugin's lines below this level are not written. It takes away from what the log's own levels let through and adds nothing."),
            Key(HostKeys.HookTimeout, HostKeys.HookTimeoutKind.Expected, null, "\"10s\"", "Longest a hook of this plugin may take. Left out: what plugin_host.hook_timeout says."),
            Key("password_file", "what the plugin expects", null, "\"gmqtt_password.yml\"", "A key of the plugin's own, for example:"),
        ]);

    private static KeyDoc Key(string name, string expected, string? builtIn, string example, string doc) =>
        new(name, doc, expected, null, builtIn, example, Reload.AtOnce);

    private static string? Complaint(string name) => PluginName.IsValid(name) ? null : $"\"{name}\" is no name of a plugin, which has only {PluginName.Rule}";
}
