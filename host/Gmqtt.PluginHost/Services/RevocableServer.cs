using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.PluginHost.Services;

/// <summary>
/// The broker as one version of a plugin sees it. After that version's end every call throws, so that what is left of it cannot act; and calls that hooks make which are called by
/// calls that hooks made end at <see cref="Deepest"/>, because an endless chain of them would end the process.
/// </summary>
internal sealed class RevocableServer : IServer, IPublisher, IStatsReader, IClientService, ISubscriptionService, IRetainedService
{
    private const int Deepest = 8;
    private static readonly AsyncLocal<int> Depth = new();

    private readonly IServer _server;
    private readonly string _plugin;
    private volatile bool _isRevoked;

    internal RevocableServer(IServer server, string plugin)
    {
        _server = server;
        _plugin = plugin;
    }

    public IPublisher Publisher => this;

    public ServerConfig Config => Use().Config;

    public IStatsReader StatsManager => this;

    public IClientService ClientService => this;

    public ISubscriptionService SubscriptionService => this;

    public IRetainedService RetainedService => this;

    public ServerInfo Info => Use().Info;

    public ServerHealth Health => Use().Health;

    public IReadOnlyList<ConfigurationValue> ConfigurationValues => Use().ConfigurationValues;

    public IReadOnlyList<ListenerInfo> Listeners => Use().Listeners;

    int IRetainedService.Count => Use().RetainedService.Count;

    long IRetainedService.Bytes => Use().RetainedService.Bytes;

    internal void Revoke() => _isRevoked = true;

    public async ValueTask<PublishResult> PublishAsync(Message message, RouteOptions? route, CancellationToken cancellationToken)
        => await Deeper().Publisher.PublishAsync(message, route, cancellationToken);

    public ValueTask BackupAsync(string directory, CancellationToken cancellationToken) => Use().BackupAsync(directory, cancellationToken);

    public GlobalStats GetGlobalStats() => Use().StatsManager.GetGlobalStats();

    ClientStats? IStatsReader.GetClientStats(string clientId) => Use().StatsManager.GetClientStats(clientId);

    public IEnumerable<SessionInfo> Sessions(string? after) => Use().ClientService.Sessions(after);

    public SessionInfo? GetSession(string clientId) => Use().ClientService.GetSession(clientId);

    public IReadOnlyList<QueuedMessage> Queue(string clientId, int max) => Use().ClientService.Queue(clientId, max);

    public IClient? GetClient(string clientId) => Use().ClientService.GetClient(clientId);

    public IEnumerable<IClient> Clients() => Use().ClientService.Clients();

    public bool Disconnect(string clientId, ReasonCode code, string? reasonString) => Use().ClientService.Disconnect(clientId, code, reasonString);

    public async ValueTask<bool> TerminateSessionAsync(string clientId, CancellationToken cancellationToken)
        => await Deeper().ClientService.TerminateSessionAsync(clientId, cancellationToken);

    public async ValueTask<IReadOnlyList<SubscribeResult>> SubscribeAsync(string clientId, IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
        => await Deeper().SubscriptionService.SubscribeAsync(clientId, subscriptions, cancellationToken);

    public async ValueTask<int> UnsubscribeAsync(string clientId, IReadOnlyList<string> fullTopicFilters, CancellationToken cancellationToken)
        => await Deeper().SubscriptionService.UnsubscribeAsync(clientId, fullTopicFilters, cancellationToken);

    public async ValueTask<int> UnsubscribeAllAsync(string clientId, CancellationToken cancellationToken)
        => await Deeper().SubscriptionService.UnsubscribeAllAsync(clientId, cancellationToken);

    public IEnumerable<ClientSubscription> Find(SubscriptionQuery? query) => Use().SubscriptionService.Find(query);

    public SubscriptionStats GetStats() => Use().SubscriptionService.GetStats();

    SubscriptionStats? ISubscriptionService.GetClientStats(string clientId) => Use().SubscriptionService.GetClientStats(clientId);

    public Message? Get(string topicName) => Use().RetainedService.Get(topicName);

    public IEnumerable<Message> Match(string topicFilter) => Use().RetainedService.Match(topicFilter);

    public async ValueTask<bool> SetAsync(Message message, CancellationToken cancellationToken) => await Deeper().RetainedService.SetAsync(message, cancellationToken);

    public async ValueTask<bool> RemoveAsync(string topicName, CancellationToken cancellationToken)
        => await Deeper().RetainedService.RemoveAsync(topicName, cancellationToken);

    public async ValueTask<int> ClearAsync(CancellationToken cancellationToken) => await Deeper().RetainedService.ClearAsync(cancellationToken);

    private IServer Use()
    {
        ObjectDisposedException.ThrowIf(_isRevoked, this);
        return _server;
    }

    /// <summary>For calls that may call hooks. Called within an async method: the depth is its caller's again when it returns.</summary>
    private IServer Deeper()
    {
        if (Depth.Value >= Deepest)
            throw new InvalidOperationException($"plugin {_plugin}: a hook calls the broker, which calls the hook, {Deepest} times over; do not answer your own messages");
        Depth.Value++;
        return Use();
    }
}
