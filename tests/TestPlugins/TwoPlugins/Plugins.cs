using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.TwoPlugins;

/// <summary>One plugin, and another in the same assembly.</summary>
public sealed class First : IPlugin
{
    public string Name => "twoplugins";
}

/// <summary>The other.</summary>
public sealed class Second : IPlugin
{
    public string Name => "twoplugins";
}
