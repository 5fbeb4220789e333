using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.WithConstructor;

/// <summary>Wants something from whoever makes it.</summary>
public sealed class Plugin(string wish) : IPlugin
{
    public string Name => wish;
}
