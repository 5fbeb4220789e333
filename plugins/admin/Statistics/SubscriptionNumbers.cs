using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>Subscriptions: since the start, and now.</summary>
internal sealed record SubscriptionNumbers(long Total, long Current)
{
    internal static SubscriptionNumbers Of(SubscriptionStats stats) => new(stats.SubscriptionsTotal, stats.SubscriptionsCurrent);
}

/// <summary>Counters of one client; they begin with its session.</summary>
internal sealed record ClientStatsAnswer(string ClientId, PacketNumbers Packets, MessageNumbers Messages, SubscriptionNumbers Subscriptions);
