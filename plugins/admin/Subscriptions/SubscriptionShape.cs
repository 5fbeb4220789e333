using Gmqtt.Admin.Http;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using BrokerSubscription = Gmqtt.Messages.Subscription;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>Between the broker's words and the API's.</summary>
internal static class SubscriptionShape
{
    private const string SharePrefix = "$share/";
    private const uint HighestId = 268_435_455;

    internal static Subscription Row(ClientSubscription found) => new()
    {
        TopicName = found.Subscription.FullTopicFilter,
        Id = (uint)found.Subscription.SubscriptionId,
        Qos = (uint)found.Subscription.QoS,
        NoLocal = found.Subscription.NoLocal,
        RetainAsPublished = found.Subscription.RetainAsPublished,
        RetainHandling = (uint)found.Subscription.RetainHandling,
        ClientId = found.ClientId,
    };

    /// <summary>A subscription to add; what is wrong with it is told under <paramref name="field"/>.</summary>
    internal static BrokerSubscription Parse(Subscription asked, string field)
    {
        if (string.IsNullOrEmpty(asked.TopicName)) throw RequestRefusedException.BadField($"{field}.topic_name", "is empty");
        if (asked.Qos > 2) throw RequestRefusedException.BadField($"{field}.qos", "0, 1 or 2");
        if (asked.RetainHandling > 2) throw RequestRefusedException.BadField($"{field}.retain_handling", "0, 1 or 2");
        if (asked.Id > HighestId) throw RequestRefusedException.BadField($"{field}.id", $"0 for none, or up to {HighestId}");
        var (share, filter) = Split(asked.TopicName, $"{field}.topic_name");
        if (share is not null && asked.NoLocal) throw RequestRefusedException.BadField($"{field}.no_local", "is not allowed for a shared subscription"); // [MQTT-3.8.3-4]
        return new BrokerSubscription
        {
            TopicFilter = filter,
            ShareName = share,
            QoS = (QoS)asked.Qos,
            SubscriptionId = (int)asked.Id,
            NoLocal = asked.NoLocal,
            RetainAsPublished = asked.RetainAsPublished,
            RetainHandling = (RetainHandling)asked.RetainHandling,
        };
    }

    private static (string? Share, string Filter) Split(string full, string field)
    {
        if (!full.StartsWith(SharePrefix, StringComparison.Ordinal)) return (null, full);
        var slash = full.IndexOf('/', SharePrefix.Length);
        return slash > SharePrefix.Length && slash + 1 < full.Length
            ? (full[SharePrefix.Length..slash], full[(slash + 1)..])
            : throw RequestRefusedException.BadField(field, "a shared subscription is written $share/name/filter");
    }
}
