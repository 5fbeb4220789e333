using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Stats;
using Gmqtt.Clients;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// What the broker keeps of a client, whether it is connected or not. Identity, subscriptions and inbound state here; everything outbound in <see cref="Sessions.Sender"/>.
/// Attached to and detached from connections only by whoever holds the slot of its Client Identifier.
/// </summary>
internal sealed class Session : Subscriber, IHookOwner
{
    private volatile bool _inHook;
    private volatile bool _endRequested;
    private Sender? _sender;
    private WillMessage? _will;
    private WillDelay? _pendingWill;

    internal Session(Engine engine, string clientId)
    {
        Engine = engine;
        ClientId = clientId;
        Subscriptions = new SessionSubscriptions(this);
        Expiry = new SessionExpiry(this);
        MaxQueuedMessages = engine.Options.Mqtt.MaxQueuedMessages;
    }

    internal Engine Engine { get; }

    /// <summary>Where the session's changes are written; null for a session that ends with its connection, and while nothing is durable.</summary>
    internal SessionJournal? Journal { get; set; }

    /// <summary>Whether its queue is still in the store, from the life before; read before a connection uses the session.</summary>
    internal bool IsStored { get; set; }

    internal override string ClientId { get; }

    /// <summary>Made when it is first needed: a session whose client stays away, and to which nothing is sent, has none.</summary>
    internal Sender Sender => _sender ?? MakeSender();

    internal SessionSubscriptions Subscriptions { get; }

    /// <summary>QoS 2 identifiers received and not released; owned by the read loop.</summary>
    internal ReceivedPacketIds Received => field ??= new();

    /// <summary>The connection that uses the session, or null.</summary>
    internal Connection? Connection { get; set; }

    internal string? Username { get; set; }

    /// <summary>The Will that is published when the connection ends, unless a DISCONNECT removes it. [MQTT-3.1.2-7]</summary>
    internal WillMessage? Will
    {
        get => _will;
        set
        {
            Engine.Held.Add(CostOf(value) - CostOf(_will));
            _will = value;
        }
    }

    /// <summary>A Will that waits for its Will Delay Interval, or null.</summary>
    internal WillDelay? PendingWill
    {
        get => _pendingWill;
        set
        {
            Engine.Held.Add(CostOf(value?.Will) - CostOf(_pendingWill?.Will));
            _pendingWill = value;
        }
    }

    /// <summary>Life after the connection in seconds; 0 ends the session with it, <see cref="uint.MaxValue"/> never.</summary>
    internal uint ExpirySeconds { get; set; }

    internal SessionExpiry Expiry { get; }

    internal DateTimeOffset ConnectedAt { get; set; }

    internal DateTimeOffset? DisconnectedAt { get; set; }

    internal int MaxQueuedMessages { get; set; }

    internal ushort MaxInflight { get; set; }

    internal bool IsEnded { get; set; }

    /// <summary>Ends as soon as its connection and its hooks have, whatever its expiry; somebody asked for it.</summary>
    internal bool EndRequested { get => _endRequested; set => _endRequested = value; }

    bool IHookOwner.IsInHook { get => _inHook; set => _inHook = value; }

    /// <summary>Whether it cannot end before a hook has returned.</summary>
    internal bool IsHeldByHook => _inHook || Connection is { IsInHook: true };

    /// <summary>Ends with its connection, so nothing is ever sent again.</summary>
    internal bool IsEphemeral => ExpirySeconds == 0;

    /// <summary>Counters of the session; made when a connection first uses it.</summary>
    internal SessionStats? Stats { get; set; }

    internal override bool IsConnected => _sender is { IsConnected: true };

    internal override int Backlog => _sender?.Backlog ?? 0;

    // A queue that nobody is connected to drains only by dropping: to wait for it would be to wait for nothing.
    internal override bool IsCongested => _sender is { IsConnected: true, Congestion.IsCongested: true };

    internal override DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch) => Sender.Deliver(message, route, batch);

    internal override DeliveryOutcome? Deliver(MessageRun run, Batch batch) => Sender.Deliver(run, batch);

    internal override Task Relieved() => Sender.Congestion.WaitAsync(Engine.Clock.Provider);

    private static long CostOf(WillMessage? will) => will is null ? 0 : HeldMemory.MessageBytes + MessageShape.SizeOf(will.Message);

    internal SessionInfo Describe() => new()
    {
        ClientId = ClientId,
        Username = Username,
        Will = Will ?? PendingWill?.Will,
        ConnectedAt = ConnectedAt,
        DisconnectedAt = DisconnectedAt,
        SessionExpiry = ExpirySeconds == uint.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(ExpirySeconds),
        IsConnected = Connection is not null,
        QueuedMessages = _sender?.Queued ?? 0,
        QueuedBytes = _sender?.QueuedBytes ?? 0,
        MaxQueuedMessages = MaxQueuedMessages,
        InflightMessages = _sender?.InFlight ?? 0,
        MaxInflight = MaxInflight,
        Subscriptions = Subscriptions.Count,
    };

    private Sender MakeSender()
    {
        var made = new Sender(this);
        return Interlocked.CompareExchange(ref _sender, made, null) ?? made;
    }
}
