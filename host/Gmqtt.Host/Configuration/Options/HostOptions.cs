using Gmqtt.Broker;
using Gmqtt.Configuration;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>Everything that gmqtt.toml can say. Immutable; a reload makes a new one.</summary>
internal sealed record HostOptions
{
    /// <summary>Whether clients that nothing vouched for are let in; null: only by listeners that other machines cannot reach.</summary>
    public bool? AllowAnonymous { get; init; }

    public string? PidFile { get; init; }

    public IReadOnlyList<string> PluginOrder { get; init; } = [];

    public IReadOnlyList<ListenerOptions> Listeners { get; init; } =
    [
        new() { Address = "127.0.0.1:1883" },
        new() { Address = "127.0.0.1:8883", WebSocket = new WebSocketOptions { Paths = ["/mqtt", "/"] } },
    ];

    public NetworkOptions Network { get; init; } = new();

    public MqttOptions Mqtt { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    public PersistenceOptions Persistence { get; init; } = new();

    public TopicAliasManagerOptions TopicAliasManager { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    public PluginHostOptions PluginHost { get; init; } = new();

    /// <summary>The <c>[plugins.name]</c> tables by name, as they were written.</summary>
    public IReadOnlyDictionary<string, PluginTable> Plugins { get; init; } = new Dictionary<string, PluginTable>();

    public LogOptions Log { get; init; } = new();
}
