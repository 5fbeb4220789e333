using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.ThrowingConstructor;

/// <summary>Cannot be made.</summary>
public sealed class Plugin : IPlugin
{
    public Plugin() => throw new InvalidOperationException("no luck today");

    public string Name => "throwingconstructor";
}
