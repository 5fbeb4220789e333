using System.Net;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Tests.Loading;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload.Traffic;

/// <summary>Broker, plugins and a listener on a free port, put together as gmqttd does; the Decider is its only plugin, and nobody is let in without it.</summary>
internal sealed class LoadedBroker : IAsyncDisposable
{
    private readonly TempFolder _root = new();
    private readonly Server _server;
    private readonly ListenerSet _listeners;

    private LoadedBroker()
    {
        // Nothing may be lost because a client is slow: whatever is lost then, a reload has lost.
        var mqtt = new MqttOptions { MaxQueuedMessages = 1_000_000, MaxQueuedBytes = 1L << 30, InflightExpiry = TimeSpan.FromMinutes(10) };
        _server = new Server(new BrokerOptions { Mqtt = mqtt }, Log, TimeProvider.System);
        TestPlugin.CopyTo(_root["plugins"], "decider");
        var settings = new PluginSetSettings { Directory = _root["plugins"], DataDirectory = _root["data"] };
        Plugins = new PluginSet(_server, settings, Log, TimeProvider.System, _root["temp"]);
        _listeners = new ListenerSet(_server.RunAsync, Log, TimeProvider.System);
    }

    internal HeardLog Log { get; } = new();

    internal PluginSet Plugins { get; }

    internal IPEndPoint Place => (IPEndPoint)_listeners.Listeners[0].BoundEndPoint!;

    internal static async Task<LoadedBroker> StartAsync()
    {
        var broker = new LoadedBroker();
        await broker._server.StartAsync();
        await broker.Plugins.StartAsync();
        await broker._listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        return broker;
    }

    /// <summary>Connects with a user name; the CONNACK is the first packet to read.</summary>
    internal async Task<SocketClient> OpenAsync(string clientId, int version, string? user)
    {
        var client = await SocketClient.OpenAsync(Place, version);
        await client.SendAsync(user is null
            ? Packet.Connect(clientId, version)
            : Packet.ConnectWith(clientId, version, 0x82, 0, null, Packet.Utf8(user))); // User Name Flag, Clean Start
        return client;
    }

    internal async Task<SocketClient> ConnectAsync(string clientId, int version)
    {
        var client = await OpenAsync(clientId, version, "good");
        var answer = await client.ReadAsync();
        Assert.True(answer is { Type: 2, ReasonCode: 0 }, $"{clientId} was refused: {answer}");
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _listeners.StopAcceptingAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _server.StopAsync(patience.Token);
        await Plugins.DisposeAsync();
        await _listeners.DisposeAsync();
        await _server.DisposeAsync();
        _root.Dispose();
    }
}
