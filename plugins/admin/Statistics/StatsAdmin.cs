using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>The broker's counters.</summary>
internal sealed class StatsAdmin(IServer server, TimeProvider time)
{
    internal StatsAnswer Get()
    {
        var (stats, now) = (server.StatsManager.GetGlobalStats(), time.GetUtcNow());
        return new StatsAnswer
        {
            Version = server.Info.Version,
            StartedAt = server.Info.StartedAt,
            Now = now,
            UptimeSeconds = (now - server.Info.StartedAt).TotalSeconds,
            Connections = ConnectionNumbers.Of(stats.Connections),
            Packets = PacketNumbers.Of(stats.Packets),
            Messages = MessageNumbers.Of(stats.Messages),
            QueuedBytes = stats.QueuedBytes,
            Delivery = LatencyNumbers.Of(stats.Delivery),
            Authentication = [.. stats.Authentications.Select(AuthenticationNumbers.Of)],
            Subscriptions = SubscriptionNumbers.Of(stats.Subscriptions),
            Retained = new RetainedNumbers(stats.RetainedCurrent, stats.RetainedBytes),
            Process = ProcessNumbers.Now(),
        };
    }
}
