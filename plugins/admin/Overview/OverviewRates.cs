using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Statistics;
using Gmqtt.Services;

namespace Gmqtt.Admin.Overview;

/// <summary>Makes points of the broker's counters: each tells what happened since the one before. One for each who asks, and not safe for two at a time.</summary>
internal sealed class OverviewRates
{
    private readonly IServer _server;
    private readonly TimeProvider _time;
    private Sample _last;

    internal OverviewRates(IServer server, TimeProvider time)
    {
        _server = server;
        _time = time;
        _last = Take();
    }

    internal OverviewPoint Next()
    {
        var (before, now) = (_last, Take());
        _last = now;
        var seconds = _time.GetElapsedTime(before.At, now.At).TotalSeconds;
        var (a, b) = (before.Stats, now.Stats);
        var delivery = LatencyNumbers.Between(a.Delivery, b.Delivery);
        return new OverviewPoint
        {
            Time = _time.GetUtcNow().ToUnixTimeSeconds(),
            MessagesIn = Rate(Received(b.Messages) - Received(a.Messages)),
            MessagesOut = Rate(Sent(b.Messages) - Sent(a.Messages)),
            MessagesDropped = Rate(ClientShape.Dropped(b.Messages) - ClientShape.Dropped(a.Messages)),
            BytesIn = Rate(b.Packets.Received.Bytes - a.Packets.Received.Bytes),
            BytesOut = Rate(b.Packets.Sent.Bytes - a.Packets.Sent.Bytes),
            PacketsIn = Rate(b.Packets.Received.Total - a.Packets.Received.Total),
            PacketsOut = Rate(b.Packets.Sent.Total - a.Packets.Sent.Total),
            Connections = b.Connections.ActiveCurrent,
            SessionsOffline = b.Connections.InactiveCurrent,
            Subscriptions = b.Subscriptions.SubscriptionsCurrent,
            Retained = b.RetainedCurrent,
            Queued = b.Messages.QueuedCurrent,
            Inflight = b.Messages.InflightCurrent,
            Connects = Rate(b.Connections.ConnectedTotal - a.Connections.ConnectedTotal),
            Refused = Rate(b.Connections.RefusedTotal - a.Connections.RefusedTotal),
            QueuedBytes = b.QueuedBytes,
            DeliveryP50Ms = delivery.P50Ms,
            DeliveryP99Ms = delivery.P99Ms,
            Cpu = Math.Round(Rate((now.Cpu - before.Cpu).TotalSeconds), 4),
            WorkingSetBytes = Environment.WorkingSet,
            GcHeapBytes = GC.GetTotalMemory(forceFullCollection: false),
        };

        double Rate(double difference) => seconds > 0 ? Math.Round(Math.Max(0, difference) / seconds, 3) : 0;
    }

    private static long Received(MessageStats messages) => messages.QoS0.ReceivedTotal + messages.QoS1.ReceivedTotal + messages.QoS2.ReceivedTotal;

    private static long Sent(MessageStats messages) => messages.QoS0.SentTotal + messages.QoS1.SentTotal + messages.QoS2.SentTotal;

    private Sample Take() => new(_server.StatsManager.GetGlobalStats(), _time.GetTimestamp(), ProcessNumbers.CpuNow());

    private readonly record struct Sample(GlobalStats Stats, long At, TimeSpan Cpu);
}
