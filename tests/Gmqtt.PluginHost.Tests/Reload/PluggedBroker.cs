using System.Runtime.Loader;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Tests.Loading;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>A broker with the real plugin host over real folders; the plugin host has the real clock, as the system's events have.</summary>
internal sealed class PluggedBroker : IAsyncDisposable
{
    private const string Token = "the-token-of-the-test";
    private readonly TempFolder _root = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };
    private readonly TestBroker _broker;
    private RawClient? _asker;
    private bool _isStopped;

    private PluggedBroker(TestBroker broker, Func<PluginSetSettings, PluginSetSettings>? change)
    {
        _broker = broker;
        Directory.CreateDirectory(Folder);
        Settings = new PluginSetSettings
        {
            Directory = Folder,
            DataDirectory = _root["data"],
            HotReload = true,
            Api = new ApiServerOptions { Http = [new("127.0.0.1:0")], Tokens = [new("test", ApiRole.Admin) { Secret = Token }] },
        };
        Settings = change?.Invoke(Settings) ?? Settings;
        Plugins = new PluginSet(broker.Server, Settings, Log, TimeProvider.System, _root["temp"]);
    }

    /// <summary>The plugins folder.</summary>
    internal string Folder => _root["plugins"];

    internal PluginSetSettings Settings { get; }

    internal HeardLog Log { get; } = new();

    internal PluginSet Plugins { get; }

    internal TestBroker Broker => _broker;

    internal string Http => $"http://{Plugins.Api.HttpEndPoints[0]}";

    /// <summary>Starts one with these in its folder: a name each, all of version 0001.</summary>
    internal static Task<PluggedBroker> StartAsync(params string[] plugins) => StartAsync(null, plugins);

    internal static async Task<PluggedBroker> StartAsync(Func<PluginSetSettings, PluginSetSettings>? change, params string[] plugins)
    {
        var broker = new PluggedBroker(await TestBroker.StartAsync(TestBroker.Defaults), change);
        foreach (var name in plugins) broker.Deploy(name, "0001");
        await broker.Plugins.StartAsync();
        broker._asker = await broker._broker.ConnectAsync("asker");
        return broker;
    }

    /// <summary>What the configuration says of a plugin, in a file whose first line is its table's header.</summary>
    internal static Dictionary<string, PluginSettings> Table(string name, string keys)
    {
        var table = Configuration.Some.Table(keys);
        return new() { [name] = PluginSettings.From(table with { Name = name }).Settings };
    }

    internal void Deploy(string name, string version, string conduct = "good") => VersionedPlugin.Deploy(Folder, name, VersionedPlugin.Dll(version, name, conduct));

    internal string Dll(string name = "versioned") => Path.Combine(Folder, name, $"{name}.dll");

    /// <summary>The reason string of the PUBACK; null where no plugin had anything to say.</summary>
    internal async Task<string?> AskAsync(string topic)
    {
        await _asker!.PublishAsync(topic, qos: 1, packetId: 1);
        return SocketClient.Reason(await _asker.ReadAsync(4));
    }

    /// <summary>The version that hooks answer with.</summary>
    internal async Task<string?> VersionAsync(string name = "versioned") => (await AskAsync($"ask/{name}"))?[..4];

    /// <summary>The version that routes answer with.</summary>
    internal async Task<string> RouteVersionAsync(string name = "versioned") => (await _http.GetStringAsync($"{Http}/{name}"))[..4];

    internal Task<HttpResponseMessage> PostAsync(string path, string json) => _http.PostAsync(Http + path, new StringContent(json, null, "application/json"));

    internal Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(Http + path);

    internal PluginInfo Info(string name = "versioned") => Plugins.List().Single(p => p.Name == name);

    /// <summary>Waits until a version is in force: its hooks are told after that.</summary>
    internal async Task InForceAsync(int generation, string name = "versioned")
    {
        await Log.LineAsync($"plugin loaded name={name} ", $" generation={generation} ");
        await Log.LineAsync("hooks asked order=");
    }

    /// <summary>Load contexts of this broker's plugins that are in memory.</summary>
    internal int Contexts() => AssemblyLoadContext.All.Count(c => c.IsCollectible && c.Assemblies.Any(a => a.Location.StartsWith(_root.Path, StringComparison.Ordinal)));

    internal async Task StopAsync()
    {
        if (_isStopped) return;
        _isStopped = true;
        await _broker.DisposeAsync();
        await Plugins.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _root.Dispose();
    }
}
