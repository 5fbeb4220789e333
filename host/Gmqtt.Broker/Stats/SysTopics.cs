using System.Globalization;
using System.Text;
using Gmqtt.Broker.Services;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>Publishes <c>$SYS</c> topics, retained, under mosquitto's names, so that dashboards made for it work. Called by the heartbeat.</summary>
internal sealed class SysTopics
{
    private readonly Engine _engine;
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
    private readonly SysLoad _load = new();
    private long _nextAt;

    internal SysTopics(Engine engine) => _engine = engine;

    internal void Beat()
    {
        var interval = (long)_engine.Options.Mqtt.SysInterval.TotalMilliseconds;
        var now = _engine.Clock.Coarse;
        if (interval == 0 || now < _nextAt) return;
        _nextAt = now + interval;
        Publish(_engine.Counters.Snapshot(_engine.Retained.Count, _engine.Retained.Bytes), now);
    }

    private void Publish(GlobalStats stats, long now)
    {
        var messagesReceived = stats.Packets.Received.Publish;
        var messagesSent = stats.Packets.Sent.Publish;
        Publish("$SYS/broker/version", "gmqtt version " + ServerServices.ProductVersion);
        Publish("$SYS/broker/uptime", Number(now / 1000) + " seconds");
        Publish("$SYS/broker/clients/connected", Number(stats.Connections.ActiveCurrent));
        Publish("$SYS/broker/clients/active", Number(stats.Connections.ActiveCurrent));
        Publish("$SYS/broker/clients/disconnected", Number(stats.Connections.InactiveCurrent));
        Publish("$SYS/broker/clients/inactive", Number(stats.Connections.InactiveCurrent));
        Publish("$SYS/broker/clients/total", Number(stats.Connections.ActiveCurrent + stats.Connections.InactiveCurrent));
        Publish("$SYS/broker/clients/expired", Number(stats.Connections.SessionTerminatedExpired));
        Publish("$SYS/broker/clients/maximum", Number(_load.Highest(stats.Connections.ActiveCurrent)));
        Publish("$SYS/broker/messages/received", Number(stats.Packets.Received.Total));
        Publish("$SYS/broker/messages/sent", Number(stats.Packets.Sent.Total));
        Publish("$SYS/broker/messages/stored", Number(stats.RetainedCurrent + stats.Messages.QueuedCurrent));
        Publish("$SYS/broker/store/messages/count", Number(stats.RetainedCurrent + stats.Messages.QueuedCurrent));
        Publish("$SYS/broker/store/messages/bytes", Number(stats.RetainedBytes));
        Publish("$SYS/broker/publish/messages/received", Number(messagesReceived));
        Publish("$SYS/broker/publish/messages/sent", Number(messagesSent));
        Publish("$SYS/broker/publish/messages/dropped", Number(Dropped(stats.Messages)));
        Publish("$SYS/broker/bytes/received", Number(stats.Packets.Received.Bytes));
        Publish("$SYS/broker/bytes/sent", Number(stats.Packets.Sent.Bytes));
        Publish("$SYS/broker/subscriptions/count", Number(stats.Subscriptions.SubscriptionsCurrent));
        Publish("$SYS/broker/retained messages/count", Number(stats.RetainedCurrent));
        Publish("$SYS/broker/gmqtt/deliveries/routed", Number(stats.Balance.Routed));
        Publish("$SYS/broker/gmqtt/deliveries/unaccounted", Number(stats.Balance.Unaccounted));
        Publish("$SYS/broker/heap/current", Number(GC.GetTotalMemory(false)));
        foreach (var (name, minutes, rate) in _load.Update(stats, now)) Publish($"$SYS/broker/load/{name}/{minutes}min", rate.ToString("F2", CultureInfo.InvariantCulture));
    }

    private void Publish(string topic, string value)
    {
        // mosquitto publishes what has changed; a subscriber gets the rest as retained messages.
        if (_last.TryGetValue(topic, out var last) && last == value) return;
        _last[topic] = value;
        _engine.Publish(new Message { TopicName = topic, Payload = Encoding.UTF8.GetBytes(value), Retain = true }, RouteOptions.All, "");
    }

    private static long Dropped(MessageStats messages)
        => messages.QoS0.Dropped.Values.Sum() + messages.QoS1.Dropped.Values.Sum() + messages.QoS2.Dropped.Values.Sum();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
