using Gmqtt.Plugins;
using Newtonsoft.Json;

namespace Gmqtt.TestPlugins.Json13;

/// <summary>Brings a library of its own; the name tells which version it sees.</summary>
public sealed class Plugin : IPlugin
{
    public string Name => typeof(JsonConvert).Assembly.GetName().Version!.ToString();
}
