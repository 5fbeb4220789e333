using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Tests.Loading;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A plugins folder and what the configuration says of it.</summary>
internal sealed class HostileFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    internal HostileFolder() => Directory.CreateDirectory(Plugins);

    /// <summary>Where the plugins are.</summary>
    internal string Plugins => _folder["plugins"];

    internal string Shadow => _folder["shadow"];

    internal string Data(string plugin) => Path.Combine(_folder["data"], plugin);

    /// <summary>Puts a plugin of tests/TestPlugins there.</summary>
    internal HostileFolder With(string plugin, string? how = null)
    {
        TestPlugin.CopyTo(Plugins, plugin);
        if (how is not null) Tell(plugin, how);
        return this;
    }

    /// <summary>For a plugin that reads what it does from a file, since a constructor has no configuration.</summary>
    internal void Tell(string plugin, string how) => File.WriteAllText(Path.Combine(Plugins, plugin, "how.txt"), how);

    /// <summary>Writes a file of a plugin's, or one beside them.</summary>
    internal HostileFolder With(string path, byte[] bytes)
    {
        var full = Path.Combine(Plugins, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    /// <summary>The settings that tables <c>[plugins.name]</c> make.</summary>
    internal PluginSetSettings Settings(string tables = "", GateOptions? gate = null)
    {
        var problems = new List<Problem>();
        var root = TomlFile.Parse("gmqtt.toml", tables, problems);
        Assert.Empty(problems);
        var plugins = (TableNode?)root["plugins"];
        return new PluginSetSettings
        {
            Directory = Plugins,
            DataDirectory = _folder["data"],
            Gate = gate ?? new GateOptions { HookTimeout = TimeSpan.FromSeconds(1), QuarantineAfter = 1000 },
            Plugins = plugins is null ? new Dictionary<string, PluginSettings>() : plugins.Children.ToDictionary(p => p.Key, p => PluginSettings.From(new PluginTable(p.Key, (TableNode)p.Value)).Settings),
        };
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path)) _folder.Dispose();
    }
}
