using System.Reflection;
using Gmqtt.Broker.Stores;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Topics;
using Gmqtt.Services;

namespace Gmqtt.Broker.Services;

/// <summary>The broker as plugins see it.</summary>
internal sealed class ServerServices : IServer, IPublisher, IStatsReader
{
    private readonly Engine _engine;
    private readonly Server _server;

    internal ServerServices(Engine engine, Server server)
    {
        _engine = engine;
        _server = server;
        ClientService = new ClientService(engine);
        SubscriptionService = new SubscriptionService(engine);
        RetainedService = new RetainedService(engine);
        Info = new ServerInfo(ProductVersion, engine.Clock.StartedAt);
    }

    internal static string ProductVersion { get; }
        = typeof(ServerServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public IPublisher Publisher => this;

    public ServerConfig Config => Describe(_engine.Options.Mqtt);

    public IStatsReader StatsManager => this;

    public IClientService ClientService { get; }

    public ISubscriptionService SubscriptionService { get; }

    public IRetainedService RetainedService { get; }

    public ServerInfo Info { get; }

    public ServerHealth Health => _server.Health.Current;

    public IReadOnlyList<ConfigurationValue> ConfigurationValues => _server.ConfigurationValues;

    public IReadOnlyList<ListenerInfo> Listeners => _server.Listeners();

    public async ValueTask<PublishResult> PublishAsync(Message message, RouteOptions? route = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Validate(message, _engine.Options);
        var (result, ticket) = _engine.Publish(message, route ?? RouteOptions.All, "");
        await _engine.CommittedAsync(ticket).WaitAsync(cancellationToken);
        return result;
    }

    public async ValueTask BackupAsync(string directory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (_engine.Store is not IBackupStore store)
        {
            throw new NotSupportedException(
                _engine.Store is { } other ? $"the {other.Name} is backed up by its own means" : "the state is in memory alone: there is nothing to back up; persistence.type = \"disk\" stores it");
        }

        await _engine.CommittedAsync(_engine.Journal!.LastTicket).WaitAsync(cancellationToken);
        await store.BackupAsync(directory, cancellationToken);
    }

    public GlobalStats GetGlobalStats() => _engine.Counters.Snapshot(_engine.Retained.Count, _engine.Retained.Bytes);

    public ClientStats? GetClientStats(string clientId)
        => _engine.Sessions.TryGet(clientId, out var session)
            ? (session.Stats ?? new Stats.SessionStats()).Snapshot(session.Sender.InFlight, session.Sender.Queued)
            : null;

    /// <summary>Judges a message of a plugin as one from the network would be.</summary>
    internal static void Validate(Message message, BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(message.TopicName, nameof(message));
        var error = TopicName.Validate(message.TopicName, new TopicLimits(options.Limits.MaxTopicLevels, options.Limits.MaxTopicBytes));
        if (error.IsError) throw new MqttReasonException(error.Code, error.Reason);
        if (message.QoS > QoS.ExactlyOnce) throw new MqttReasonException(ReasonCode.QoSNotSupported, "QoS is 0, 1 or 2");
        if (message.ResponseTopic is { } response && TopicName.Validate(response, TopicLimits.ProtocolMaximum).IsError)
            throw new MqttReasonException(ReasonCode.ProtocolError, "the Response Topic is not a topic name");
        if (MessageRules.Problem(message) is { } problem) throw new MqttReasonException(ReasonCode.ProtocolError, problem);
        if (message.Payload.Length + WireText.Length(message.UserProperties) > options.Mqtt.MaxPacketSize)
            throw new MqttReasonException(ReasonCode.PacketTooLarge, "payload and User Properties are larger than max_packet_size");
    }

    private static ServerConfig Describe(MqttOptions mqtt) => new()
    {
        SessionExpiry = mqtt.SessionExpiry,
        MessageExpiry = mqtt.MessageExpiry,
        MaximumPacketSize = mqtt.MaxPacketSize,
        ReceiveMaximum = mqtt.ServerReceiveMaximum,
        MaxKeepAlive = mqtt.MaxKeepAlive,
        TopicAliasMaximum = mqtt.TopicAliasMaximum,
        MaximumQoS = mqtt.MaximumQoS,
        MaxQueuedMessages = mqtt.MaxQueuedMessages,
        MaxInflight = mqtt.MaxInflight,
        RetainAvailable = mqtt.RetainAvailable,
        WildcardSubscriptionAvailable = mqtt.WildcardSubscriptionAvailable,
        SubscriptionIdentifierAvailable = mqtt.SubscriptionIdentifierAvailable,
        SharedSubscriptionAvailable = mqtt.SharedSubscriptionAvailable,
    };
}
