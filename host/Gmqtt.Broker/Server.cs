using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Services;
using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Stats;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Time;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker;

/// <summary>The broker without listeners, files and plugins: give it transports and hooks, it speaks MQTT.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly IStore? _store;
    private readonly Engine _engine;
    private readonly Heartbeat _heartbeat;
    private readonly ServerServices _services;
    private SessionRestore? _restore;
    private volatile bool _stopping;

    /// <summary>Makes a broker; <see cref="StartAsync"/> starts its clock.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="loggerFactory">Where it writes.</param>
    /// <param name="timeProvider">Its only clock.</param>
    /// <param name="store">What sessions, queues, retained messages and wills survive in; null for memory. Disposed with the broker.</param>
    public Server(BrokerOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, IStore? store = null)
    {
        _store = store;
        _engine = new Engine(options, loggerFactory, timeProvider);
        Health = new BrokerHealth(timeProvider);
        _services = new ServerServices(_engine, this);
        var sys = new SysTopics(_engine);
        _heartbeat = new Heartbeat(
            _engine.Clock, exception => Log.HeartbeatFault(_engine.Logger, exception), _engine.ConnectionWheel.Advance, _engine.SessionWheel.Advance, sys.Beat, _engine.Dump.Beat);
    }

    /// <summary>The options in force.</summary>
    public BrokerOptions Options => _engine.Options;

    /// <summary>The broker as plugins see it.</summary>
    public IServer Services => _services;

    /// <summary>Transports being served now.</summary>
    public int ConnectionCount => _engine.Connections.Count;

    /// <summary>Where parts of the broker report what is not as it should be.</summary>
    public BrokerHealth Health { get; }

    /// <summary>What plugins see as the configuration; set by whoever has read one.</summary>
    public IReadOnlyList<ConfigurationValue> ConfigurationValues { get; set; } = [];

    /// <summary>What plugins see as the listeners; set by whoever opens them.</summary>
    public Func<IReadOnlyList<ListenerInfo>> Listeners { get; set; } = static () => [];

    internal Engine Engine => _engine;

    /// <summary>The journal's bounds; for tests, whose clock stands still.</summary>
    internal JournalOptions JournalOptions { get; init; } = new();

    /// <summary>Starts the heartbeat and brings back what is stored. Next: hooks, <see cref="ResumeAsync"/>, transports.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when the services can be used.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="StoreInUseException">Another broker has the store.</exception>
    /// <exception cref="StoreCorruptException">The store holds what this version cannot read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_store is not null) await LoadAsync(_store, cancellationToken);
        _engine.Dump.Beat();
        _heartbeat.Start();
        Health.Enter(HealthState.Ready);
    }

    /// <summary>Goes on with what was stored: sessions that expired meanwhile end and wills get their times. Call it when the hooks are in place, for they are asked, and before the first transport.</summary>
    /// <returns>Completes when transports may come.</returns>
    public Task ResumeAsync() => Interlocked.Exchange(ref _restore, null)?.ResumeAsync() ?? Task.CompletedTask;

    /// <summary>Speaks MQTT with one peer until the connection has ended, and disposes the transport.</summary>
    /// <param name="transport">The peer.</param>
    /// <returns>Completes when nothing of the connection is left; never faults.</returns>
    public async Task RunAsync(ITransport transport)
    {
        var connection = new Connection(_engine, transport);
        _engine.Connections.Add(connection);
        if (_stopping) connection.RequestClose(ShuttingDown);
        await new ConnectionRunner(_engine, connection).RunAsync();
    }

    /// <summary>Swaps the options: new connections negotiate by them, limits apply at once; what was agreed with a client stays.</summary>
    /// <param name="options">The new options.</param>
    public void Apply(BrokerOptions options) => _engine.Options = options;

    /// <summary>Swaps the hooks of all plugins at once; calls under way end on the hooks they began on.</summary>
    /// <param name="wrappers">The plugins' hooks, outermost first.</param>
    /// <returns>Completes when the last call of the old hooks has ended.</returns>
    public Task SwapHooksAsync(IReadOnlyList<HookWrapper> wrappers) => _engine.Hooks.Swap(wrappers.Count == 0 ? HookSet.Empty : new HookSet(wrappers));

    /// <summary>Swaps the hooks for a chain that was put together before.</summary>
    /// <returns>Completes when the last call of the old hooks has ended.</returns>
    internal Task SwapHooksAsync(HookSet hooks) => _engine.Hooks.Swap(hooks);

    /// <summary>Ends all connections in good order (MQTT 5.0 clients get DISCONNECT 0x8B), then OnStop.</summary>
    /// <param name="cancellationToken">Cuts what is left.</param>
    /// <returns>Completes when all connections have ended, their wills are published, and OnStop has returned.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _stopping = true;
        Health.Enter(HealthState.Stopping);
        foreach (var connection in _engine.Connections.All) connection.RequestClose(ShuttingDown);
        try
        {
            foreach (var connection in _engine.Connections.All) await connection.Gone.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            foreach (var connection in _engine.Connections.All) connection.Transport.Abort();
        }

        await _engine.Hooks.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _heartbeat.Dispose();
        if (_engine.Journal is { } journal) await journal.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }

    private void Report(StoreHealth health)
    {
        if (health.State == StoreState.Healthy) Health.Clear("store");
        else Health.Report("store", $"nothing is acknowledged: {health.Sentence}");
    }

    private async Task LoadAsync(IStore store, CancellationToken cancellationToken)
    {
        var began = _engine.Clock.Now;
        var timesOpened = await store.OpenAsync(cancellationToken);
        var restore = new SessionRestore(_engine);
        await store.LoadAsync(restore, cancellationToken);
        var journal = new Journal(store, JournalOptions, _engine.Clock.Provider, _engine.Logger) { HealthChanged = Report };
        journal.Start(timesOpened);
        _engine.Store = store;
        _engine.LastIdOfLifeBefore = Journal.LastIdBefore(timesOpened);
        _engine.Journal = journal;
        restore.Register();
        _restore = restore;
        Log.Restored(_engine.Logger, restore.Count, _engine.Retained.Count, _engine.Clock.Now - began, store.Name, store.Promise);
    }

    private static CloseReason ShuttingDown => new(ReasonCode.ServerShuttingDown, false, "the broker is shutting down");
}
