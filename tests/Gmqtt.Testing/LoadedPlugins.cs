using System.Net;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Loading;
using Gmqtt.Plugins;
using Problem = Gmqtt.Configuration.Problem;

namespace Gmqtt.Testing;

/// <summary>The plugin host of a <see cref="TestBroker"/>: the real one, with folders of the test's own.</summary>
internal sealed class LoadedPlugins : IAsyncDisposable
{
    // Real time, because the broker's clock stands still: what does not load within it waits for that clock, or hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The broker's clock goes as fast as the real one while memory is being freed: the deadlines of an unload are for the plugin, not for a busy machine.
    private static readonly TimeSpan RealPace = TimeSpan.FromMilliseconds(10);

    private readonly TestBroker _broker;
    private readonly DirectoryInfo _own;
    private readonly PluginSet _set;
    private HttpClient? _http;

    private LoadedPlugins(TestBroker broker, string? folder, string toml)
    {
        _broker = broker;
        _own = Directory.CreateTempSubdirectory("gmqtt-test-");
        _set = new PluginSet(broker.Server, Settings(folder ?? _own.CreateSubdirectory("plugins").FullName, _own.FullName, toml), broker.Log, broker.Time, _own.FullName);
    }

    internal IPluginService Service => _set;

    internal HttpClient Http => _http ??= new HttpClient
    {
        DefaultRequestHeaders = { Authorization = new("Bearer", TestBroker.ApiToken) },
        BaseAddress = new Uri($"http://{_set.Api.HttpEndPoints.OfType<IPEndPoint>().FirstOrDefault() ?? throw new InvalidOperationException("no plugin has routes")}/"),
    };

    internal Uri Grpc => new($"http://{_set.Api.GrpcEndPoints.OfType<IPEndPoint>().FirstOrDefault() ?? throw new InvalidOperationException("no plugin has routes")}/");

    internal static async Task<LoadedPlugins> OfObjectAsync(TestBroker broker, IPlugin plugin, string? toml)
    {
        var own = new PluginSettings { Name = plugin.Name };
        if (toml is not null) own = TablesOf($"[plugins.{plugin.Name}]\n{toml}").Plugins[plugin.Name];
        return await StartAsync(new LoadedPlugins(broker, folder: null, toml: ""), async set =>
        {
            await set.StartAsync();
            await set.AddAsync(plugin, own);
        });
    }

    internal static async Task<LoadedPlugins> OfFolderAsync(TestBroker broker, string folder, string toml)
    {
        if (!Directory.Exists(folder)) throw new PluginLoadFailedException($"there is no folder {folder}");
        return await StartAsync(new LoadedPlugins(broker, folder, toml), async set =>
        {
            await set.StartAsync();
            var idle = set.List().Where(p => p.State == PluginState.Failed).Select(p => $"plugin {p.Name}: {p.Reason}").ToList();
            if (idle.Count > 0) throw new PluginStartException(idle); // gmqttd would go on without those the configuration does not name
        });
    }

    internal static bool Vouches(IPlugin plugin)
    {
        try
        {
            return ResidentPlugin.ManifestOf(plugin).Vouches;
        }
        catch (PluginLoadException)
        {
            return false; // loading it tells what is wrong
        }
    }

    internal static bool Vouch(string folder, string toml) => Survey.Of(Settings(folder, folder, toml)).Authenticates;

    internal async Task AssertUnloadsAsync(string name)
    {
        if (await _set.TakeOutAsync(name) is { } problem) throw new InvalidOperationException(problem);
        await _broker.CompleteAsync(_set.WhenRetiredAsync(), RealPace);
        if (_set.List().FirstOrDefault(p => p.Name == name) is { Leaked: > 0 })
        {
            throw new InvalidOperationException(
                $"plugin {name} is still in memory after it was unloaded: something holds an object of it. See 'Unloading' in docs/plugins.md.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        await _broker.CompleteAsync(_set.DisposeAsync().AsTask(), RealPace);
        _own.Delete(recursive: true);
    }

    private static async Task<LoadedPlugins> StartAsync(LoadedPlugins plugins, Func<PluginSet, Task> start)
    {
        try
        {
            await start(plugins._set).WaitAsync(Patience);
            return plugins;
        }
        catch (PluginStartException exception)
        {
            await plugins.DisposeAsync();
            throw new PluginLoadFailedException(exception.Message);
        }
        catch (TimeoutException)
        {
            throw new PluginLoadFailedException($"LoadAsync has not completed within {Patience.TotalSeconds:0} s; does it wait for the broker's clock, which the test moves?");
        }
    }

    private static PluginSetSettings Settings(string folder, string data, string toml)
    {
        var (order, plugins) = TablesOf(toml);
        var name = Path.GetFileName(folder);
        if (File.Exists(Path.Combine(folder, name + ".dll")))
        {
            // The folder of one plugin: its neighbours stay off.
            folder = Path.GetDirectoryName(folder)!;
            foreach (var other in PluginFolder.Scan(folder).Plugins.Where(p => p.Name != name)) plugins[other.Name] = new PluginSettings { Name = other.Name, Enabled = false };
        }

        return new PluginSetSettings
        {
            Directory = folder,
            DataDirectory = Path.Combine(data, "data"),
            Order = order,
            Plugins = plugins,
            Api = new ApiServerOptions
            {
                Http = [new ApiEndpointOptions("127.0.0.1:0")],
                Grpc = [new ApiEndpointOptions("127.0.0.1:0")],
                Tokens = [new ApiTokenOptions("test", ApiRole.Admin) { Secret = TestBroker.ApiToken }, new ApiTokenOptions("viewer", ApiRole.Viewer) { Secret = TestBroker.ViewerApiToken }],
            },
        };
    }

    private static (IReadOnlyList<string> Order, Dictionary<string, PluginSettings> Plugins) TablesOf(string toml)
    {
        var problems = new List<Problem>();
        var root = TomlFile.Parse("gmqtt.toml", toml, problems);
        var plugins = new Dictionary<string, PluginSettings>();
        if (root["plugins"] is TableNode tables)
        {
            foreach (var (name, table) in tables.Children)
            {
                var (settings, wrong) = PluginSettings.From(new PluginTable(name, (TableNode)table));
                plugins[name] = settings;
                problems.AddRange(wrong);
            }
        }

        if (problems.Count > 0) throw new PluginLoadFailedException(string.Join(Environment.NewLine, problems));
        return ((root["plugin_order"] as ListNode)?.Items.OfType<ScalarNode>().Select(item => item.Value).OfType<string>().ToList() ?? [], plugins);
    }
}
