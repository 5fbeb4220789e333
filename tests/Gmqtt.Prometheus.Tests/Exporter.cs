using System.Text.RegularExpressions;
using Gmqtt.Testing;

namespace Gmqtt.Exporter.Tests;

/// <summary>A broker with the plugin in it, and one who asks for the metrics.</summary>
internal sealed partial class Exporter : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private Exporter(TestBroker broker) => Broker = broker;

    public TestBroker Broker { get; }

    /// <summary>Where the plugin's own listener is.</summary>
    public Uri Address => new(Serving().Match(Broker.Log.Lines.Last(l => l.Text.StartsWith("Metrics are served at", StringComparison.Ordinal)).Text).Groups[1].Value);

    public static async Task<Exporter> StartAsync(string keys = "address = \"127.0.0.1:0\"")
        => new(await TestBroker.FromFolderAsync("plugins-under-test/prometheus", $"[plugins.prometheus]\n{keys}", TestBroker.Defaults));

    /// <summary>With another plugin that has a hook, a client, and something that is not as it should be: so that every family has a series.</summary>
    public static async Task<Exporter> WithHooksAsync()
    {
        var broker = await TestBroker.FromFolderAsync(null, "[plugins.prometheus]\naddress = \"127.0.0.1:0\"", TestBroker.Defaults);
        broker.Server.Health.Report("store", "the disk is full");
        await broker.ListenAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        for (var i = 0; i < 200; i++)
        {
            await client.PublishAsync("t");
            await client.ReadAsync(3);
        }

        return new Exporter(broker);
    }

    public async Task<Metrics> ScrapeAsync() => new(await _http.GetStringAsync(Address));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Broker.DisposeAsync();
    }

    [GeneratedRegex(@"served at (\S+)\.$")]
    private static partial Regex Serving();
}
