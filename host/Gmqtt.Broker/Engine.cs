using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Stats;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Time;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker;

/// <summary>The parts of the broker, put together once; what connections and sessions are given to work with.</summary>
internal sealed class Engine
{
    private volatile BrokerOptions _options;
    private Journal? _journal;

    internal Engine(BrokerOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        _options = options;
        Logger = loggerFactory.CreateLogger("Gmqtt.Broker");
        Dump = new PacketDump(loggerFactory.CreateLogger("Gmqtt.Broker.Packets"));
        Clock = new Clock(timeProvider);
        Held = new HeldMemory(options.Limits.MaxMemoryInForce);
        Messages = new MessagePool(Held);
        SendBuffers = new BufferPool(Held);
        Connections = new ConnectionSet(Held);
        Sessions = new SessionRegistry(Held);
        Counters = new Counters(timeProvider, Held);
        ConnectionWheel = new ExpiryWheel(() => Clock.Active);
        SessionWheel = new ExpiryWheel(() => Clock.Coarse);
        Subscriptions = new SubscriptionTree(options.Mqtt.SharedSubscriptionStrategy);
        Retained = new RetainedTree(SessionWheel, Clock, Held);
        Router = new Router(Subscriptions, Retained);
        Hooks = new HookCalls(Logger, Clock);
        Batches = new BatchPool(() => _options, Messages, Counters, Hooks, Subscriptions);
        Lifecycle = new SessionLifecycle(this);
    }

    /// <summary>Where durable changes are written; null while everything is in memory alone. Set before the first connection.</summary>
    internal Journal? Journal
    {
        get => _journal;
        set => _journal = Retained.Journal = value;
    }

    internal BrokerOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            Held.Limit = value.Limits.MaxMemoryInForce;
        }
    }

    internal ILogger Logger { get; }

    /// <summary>The packet dump, on while the log category <c>Gmqtt.Broker.Packets</c> is at Trace.</summary>
    internal PacketDump Dump { get; }

    internal Clock Clock { get; }

    /// <summary>Deadlines of connections, by the time in which the process ran.</summary>
    internal ExpiryWheel ConnectionWheel { get; }

    /// <summary>Deadlines of sessions, wills and retained messages, by the time that passed.</summary>
    internal ExpiryWheel SessionWheel { get; }

    internal SubscriptionTree Subscriptions { get; }

    internal RetainedTree Retained { get; }

    internal Router Router { get; }

    internal HookCalls Hooks { get; }

    internal Counters Counters { get; }

    internal HeldMemory Held { get; }

    internal MessagePool Messages { get; }

    internal BufferPool SendBuffers { get; }

    internal BatchPool Batches { get; }

    internal SessionRegistry Sessions { get; }

    internal SessionLifecycle Lifecycle { get; }

    internal ConnectionSet Connections { get; }

    /// <summary>What the journal writes to, for reading queues; null while everything is in memory alone.</summary>
    internal IStore? Store { get; set; }

    /// <summary>Numbers up to this were given before this start.</summary>
    internal ulong LastIdOfLifeBefore { get; set; }

    /// <summary>What is written until it is disposed is committed together; begun before any session's lock is taken.</summary>
    internal JournalUnit Unit() => _journal is { } journal ? journal.Unit() : default;

    /// <summary>Completes when a ticket is committed; 0 is.</summary>
    internal Task CommittedAsync(long ticket) => _journal?.WhenCommittedAsync(ticket) ?? Task.CompletedTask;

    /// <summary>Publishes a valid message as somebody who is not connected: a plugin, a will, the broker itself.</summary>
    /// <param name="message">The message.</param>
    /// <param name="route">Who may get it.</param>
    /// <param name="publisherId">Whose will it is, or empty.</param>
    /// <param name="will">The session whose will this is, if it is stored: then it no longer is.</param>
    /// <returns>What happened, and the ticket with which it is stored, 0 when nothing durable has changed.</returns>
    internal (PublishResult Result, long Ticket) Publish(Message message, RouteOptions route, string publisherId, SessionJournal? will = null)
    {
        var stored = MessageShape.ToStored(message, Clock.Now, publisherId);
        using var batch = Batches.Rent();
        if (batch.Topics.Find(stored.TopicUtf8, out var topic).IsError) return default;
        batch.Message.Set(topic, stored);
        using var unit = Unit();
        will?.WillCancelled();
        var retained = message.Retain && Router.Retain(batch, Options.Limits);
        // [MQTT-3.8.3-3] a will is the client's own message.
        var publisher = Sessions.TryGet(publisherId, out var session) ? session : null;
        var matched = Router.Route(batch, route, publisher);
        batch.Message.Clear();
        return (new PublishResult(matched, retained), batch.Ticket);
    }
}
