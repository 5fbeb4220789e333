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
        if (Judge(subscription, limits) is var code and not ReasonCode.Success) return code;
        var existed = session.Subscriptions.Add(subscription, limits, out var added);
        if (!added) return ReasonCode.QuotaExceeded;
        // [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]; a shared subscription gets none (4.8.2).
        var replay = subscription.RetainHandling == RetainHandling.SendAtSubscribe || (subscription.RetainHandling == RetainHandling.SendIfNew && !existed);
        if (replay && subscription.ShareName is null) replays.Add(new RetainedReplay(session.Engine.Retained, subscription));
        return (ReasonCode)subscription.QoS; // [MQTT-3.8.4-7]
    }

    /// <summary>What can be said against a subscription without looking at the session. A hook or a plugin may have made it: it is judged like a client's.</summary>
    internal static ReasonCode Judge(Subscription subscription, LimitOptions limits)
    {
        if (!TopicFilter.TryParse(subscription.FullTopicFilter, new TopicLimits(limits.MaxTopicLevels, limits.MaxTopicBytes), out var filter)
            || filter.ShareName != subscription.ShareName)
            return ReasonCode.TopicFilterInvalid;
        return subscription.QoS > QoS.ExactlyOnce || subscription.RetainHandling > RetainHandling.DoNotSend
            || subscription.SubscriptionId is < 0 or > 268_435_455
            || (subscription.NoLocal && subscription.ShareName is not null) // [MQTT-3.8.3-4]
            ? ReasonCode.ImplementationSpecificError
            : ReasonCode.Success;
    }
}
