using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>Makes tables of a plugin that is called x.</summary>
internal static class Some
{
    /// <summary>The table of a gmqtt.toml whose first line is its header.</summary>
    public static PluginTable Table(string keys)
    {
        var problems = new List<Problem>();
        var root = TomlFile.Parse("gmqtt.toml", "[plugins.x]\n" + keys, problems);
        Assert.Empty(problems);
        return new PluginTable("x", (TableNode)((TableNode)root["plugins"]!)["x"]!);
    }

    /// <summary>Lays a value over it, as <c>--set</c> does.</summary>
    public static PluginTable With(this PluginTable table, string key, string value)
    {
        table.Table[key] = new ScalarNode(Origin.CommandLine, value);
        return table;
    }

    public static PluginConfiguration Configuration(this PluginTable table)
    {
        var (settings, problems) = PluginSettings.From(table);
        Assert.Empty(problems);
        return new PluginConfiguration(settings);
    }

    public static T Bound<T>(string keys)
        where T : class, new() => Table(keys).Configuration().Bind<T>();

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<string> Problems<T>(string keys)
        where T : class, new() => Assert.Throws<PluginConfigurationException>(() => Bound<T>(keys)).Problems;
}
