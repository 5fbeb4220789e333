using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A broker with real plugins and two bystanders who exchange messages from before the plugins are loaded until after they are gone.</summary>
internal sealed class HostileBroker : IAsyncDisposable
{
    private readonly HostileFolder _folder;

    private HostileBroker(HostileFolder folder, TestBroker broker, PluginSet plugins, Traffic traffic)
    {
        _folder = folder;
        Broker = broker;
        Plugins = plugins;
        Traffic = traffic;
    }

    internal TestBroker Broker { get; }

    internal PluginSet Plugins { get; }

    internal Traffic Traffic { get; }

    internal HostileFolder Folder => _folder;

    internal static Task<HostileBroker> StartAsync(HostileFolder folder, string tables = "") => StartAsync(folder, folder.Settings(tables));

    /// <summary>The plugin whose hooks do what they should not.</summary>
    internal static Task<HostileBroker> StartAsync(string how, string hook)
        => StartAsync(new HostileFolder().With("hostilehooks"), $"[plugins.hostilehooks]\nhow = \"{how}\"\nhook = \"{hook}\"\n");

    internal static async Task<HostileBroker> StartAsync(HostileFolder folder, PluginSetSettings settings)
    {
        var broker = await TestBroker.StartAsync();
        var traffic = await Traffic.StartAsync(async id => Wire.Of(await broker.ConnectAsync(id)));
        var plugins = new PluginSet(broker.Server, settings, broker.Log, broker.Time, folder.Shadow);
        var all = new HostileBroker(folder, broker, plugins, traffic);
        try
        {
            await broker.CompleteAsync(plugins.StartAsync());
            return all;
        }
        catch (Exception)
        {
            await all.DisposeAsync();
            throw;
        }
    }

    internal PluginInfo Info(string plugin = "hostilehooks") => Plugins.List().Single(p => p.Name == plugin);

    /// <summary>Lines of errors. Where the clock is moved faster than the machine runs, a hook may look as if it blocked.</summary>
    internal IEnumerable<string> Errors => Broker.Log.Lines.Where(l => l.Level >= LogLevel.Error && l.Event != 4024).Select(l => $"{l.Text} {l.Exception}");

    /// <summary>Waits until a line of the log has come that holds a text.</summary>
    internal Task SaidAsync(string text) => TestBroker.UntilAsync(() => Broker.Log.Lines.Any(l => l.Text.Contains(text, StringComparison.Ordinal)));

    /// <summary>The same for what comes when time has passed.</summary>
    internal Task SaidInTimeAsync(string text) => Broker.CompleteAsync(SaidAsync(text));

    /// <summary>What changed in the plugins folder is taken up.</summary>
    internal Task NoticedAsync(string plugin) => Broker.CompleteAsync(Plugins.NoticedAsync(plugin));

    public async ValueTask DisposeAsync()
    {
        await Traffic.EndAsync();
        await Broker.CompleteAsync(Plugins.DisposeAsync().AsTask());
        await Broker.DisposeAsync();
        _folder.Dispose();
    }
}
