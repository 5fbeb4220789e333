using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// What goes when a queue is full, in gmqtt's order: a message that was in flight for too long; else, when nothing is queued, the new one; else an expired one;
/// else a QoS 0; else the new one if it is QoS 0; else the oldest.
/// </summary>
internal static class DropPolicy
{
    /// <summary>The new message has to go.</summary>
    internal const int TheNewOne = -1;

    /// <summary>Whether the oldest message in flight is the first to go.</summary>
    internal static bool DropsOldestInFlight(InFlightWindow inFlight, TimeSpan life, long now)
    {
        if (life == TimeSpan.Zero || inFlight.Count == 0) return false;
        ref readonly var oldest = ref inFlight[0];
        return oldest.State != InFlightState.AwaitingPubComp && oldest.Outbound.Message is not null && now - oldest.SentAt >= (long)life.TotalMilliseconds;
    }

    /// <summary>Index of the queued message that has to go, or <see cref="TheNewOne"/>.</summary>
    internal static int Choose(OutboundQueue queue, QoS arriving, long now, out DropReason reason)
    {
        reason = DropReason.QueueFull;
        if (queue.Count == 0) return TheNewOne;
        var index = queue.IndexOfExpired(now);
        if (index >= 0)
        {
            reason = DropReason.Expired;
            return index;
        }

        index = queue.IndexOfQoS0();
        if (index >= 0) return index;
        return arriving == QoS.AtMostOnce ? TheNewOne : 0;
    }
}
