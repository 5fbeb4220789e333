using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Broker.Sessions;

/// <summary>Adds one subscription to a session, the same way for SUBSCRIBE and for plugins.</summary>
internal static class SubscriptionStore
{
    /// <returns>The granted QoS as a reason code, or why not.</returns>
    internal static ReasonCode Add(Session session, Subscription subscription, List<RetainedReplay> replays)
    {
        var limits = session.Engine.Options.Limits;
        // A hook or a plugin may have changed the filter: it is judged like a client's.
        if (!TopicFilter.TryParse(subscription.FullTopicFilter, new TopicLimits(limits.MaxTopicLevels, limits.MaxTopicBytes), out var filter)
            || filter.ShareName != subscription.ShareName)
            return ReasonCode.TopicFilterInvalid;
        var existed = session.Subscriptions.Add(subscription, limits, out var added);
        if (!added) return ReasonCode.QuotaExceeded;
        // [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]; a shared subscription gets none (4.8.2).
        var replay = subscription.RetainHandling == RetainHandling.SendAtSubscribe || (subscription.RetainHandling == RetainHandling.SendIfNew && !existed);
        if (replay && subscription.ShareName is null) replays.Add(new RetainedReplay(session.Engine.Retained, subscription));
        return (ReasonCode)subscription.QoS; // [MQTT-3.8.4-7]
    }
}
