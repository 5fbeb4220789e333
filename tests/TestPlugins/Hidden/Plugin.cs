using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.Hidden;

/// <summary>Not public.</summary>
internal sealed class Plugin : IPlugin
{
    public string Name => "hidden";
}
