using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Stats;
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

    internal Engine(BrokerOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        _options = options;
        Logger = loggerFactory.CreateLogger("Gmqtt.Broker");
        Dump = new PacketDump(loggerFactory.CreateLogger("Gmqtt.Broker.Packets"));
        Clock = new Clock(timeProvider);
        Counters = new Counters(timeProvider);
        ConnectionWheel = new ExpiryWheel(() => Clock.Active);
        SessionWheel = new ExpiryWheel(() => Clock.Coarse);
        Subscriptions = new SubscriptionTree(options.Mqtt.SharedSubscriptionStrategy);
        Retained = new RetainedTree(SessionWheel, Clock);
        Router = new Router(Subscriptions, Retained);
        Hooks = new HookCalls(Logger, Clock);
        Batches = new BatchPool(() => _options, Messages, Counters, Hooks);
        Lifecycle = new SessionLifecycle(this);
    }

    internal BrokerOptions Options { get => _options; set => _options = value; }

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

    internal MessagePool Messages { get; } = new();

    internal BufferPool SendBuffers { get; } = new();

    internal BatchPool Batches { get; }

    internal SessionRegistry Sessions { get; } = new();

    internal SessionLifecycle Lifecycle { get; }

    internal ConnectionSet Connections { get; } = new();

    /// <summary>Publishes a valid message as somebody who is not connected: a plugin, a will, the broker itself.</summary>
    internal PublishResult Publish(Message message, RouteOptions route, string publisherId)
    {
        var stored = MessageShape.ToStored(message, Clock.Now, publisherId);
        using var batch = Batches.Rent();
        if (batch.Topics.Find(stored.TopicUtf8, out var topic).IsError) return default;
        batch.Message.Set(topic, stored);
        var retained = message.Retain && Router.Retain(batch.Message, Options.Limits);
        // [MQTT-3.8.3-3] a will is the client's own message.
        var publisher = Sessions.TryGet(publisherId, out var session) ? session : null;
        var matched = Router.Route(batch, route, publisher);
        batch.Message.Clear();
        return new PublishResult(matched, retained);
    }
}
