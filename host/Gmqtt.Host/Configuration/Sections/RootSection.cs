using Gmqtt.Broker;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.HostOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>
/// The whole of gmqtt.toml. This table and those it names are the one place where a key is written down: they read it, hold its range, complain
/// about it, print it, and write gmqtt.toml and the reference. A default is written once too, in the record that the key belongs to.
/// </summary>
internal static class RootSection
{
    private static readonly Member<HostOptions>[] Top =
    [
        K.OptionalValue("allow_anonymous", new BoolKind(), o => o.AllowAnonymous,
            (o, v) => o with { AllowAnonymous = v }, Reload.NewConnections, "false",
            "Whether clients that nothing vouched for (no plugin, no client certificate) are let in. Left out: only at addresses "
            + "that other machines cannot reach, and "
            + "only while no plugin authenticates. A listener that other machines can reach does not start before this is answered."),
        K.Optional("pid_file", new TextKind("a path"), o => o.PidFile, (o, v) => o with { PidFile = v }, Reload.Restart, "\"/run/gmqtt/gmqttd.pid\"",
            "A file for the process id; gmqttd reload needs it. The broker does not start while the process in it is alive."),
        PluginsSection.Order,
    ];

    private static readonly Member<HostOptions>[] Tables =
    [
        new ArrayOf<HostOptions, ListenerOptions>("listeners", ListenerSection.Rows, o => o.Listeners, (o, v) => o with { Listeners = v },
            "One table for each address to listen at. Listeners set anywhere replace the two that are built in."),
        new TableOf<HostOptions, NetworkOptions>("network", NetworkSection.Rows, o => o.Network, (o, v) => o with { Network = v }, "What all listeners share."),
        new TableOf<HostOptions, MqttOptions>("mqtt", MqttSection.Rows, o => o.Mqtt, (o, v) => o with { Mqtt = v }, "What the protocol leaves to the broker."),
        new TableOf<HostOptions, LimitOptions>("limits", LimitsSection.Rows, o => o.Limits, (o, v) => o with { Limits = v },
            "What one client, and all together, may take. Every one is a bound on memory or time."),
        new TableOf<HostOptions, PersistenceOptions>("persistence", PersistenceSection.Rows, o => o.Persistence, (o, v) => o with { Persistence = v },
            "Where sessions, queues and retained messages are kept."),
        new TableOf<HostOptions, TopicAliasManagerOptions>(
            "topic_alias_manager", TopicAliasManagerSection, o => o.TopicAliasManager, (o, v) => o with { TopicAliasManager = v },
            "How topic aliases towards clients are given out."),
        new TableOf<HostOptions, ApiOptions>("api", ApiSection.Rows, o => o.Api, (o, v) => o with { Api = v },
            "Where the APIs of plugins are served. Nothing is opened while no plugin serves one."),
        new TableOf<HostOptions, PluginHostOptions>("plugin_host", PluginHostSection.Rows, o => o.PluginHost, (o, v) => o with { PluginHost = v },
            "How plugins are found and loaded."),
        PluginsSection.Tables,
        new TableOf<HostOptions, LogOptions>("log", LogSection.Rows, o => o.Log, (o, v) => o with { Log = v }, "What is written about the broker's work, and where to."),
    ];

    public static readonly Section<HostOptions> Rows = new(() => new HostOptions(), [.. Top, .. Tables])
    {
        Gone = new Dictionary<string, string>
        {
            ["config_dir"] = "gone: relative paths are relative to the folder of this file; remove the line",
            ["gRPC"] = "gone: write [[api.grpc]] with address = \"127.0.0.1:8084\" instead",
        },
    };

    /// <summary>All keys there are, with their tables.</summary>
    public static IReadOnlyList<string> Paths { get; } = KeyNames.Of(Rows);

    private static Section<TopicAliasManagerOptions> TopicAliasManagerSection => new(
        () => new TopicAliasManagerOptions(),
        Keys<TopicAliasManagerOptions>.Of("type", new ChoiceKind<string>(("fifo", "fifo")), o => o.Type, (o, v) => o with { Type = v }, Reload.NewConnections,
            "Which topic loses its alias when all are given out: the one that has it longest."));
}
