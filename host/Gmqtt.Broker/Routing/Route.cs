using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>How one subscriber gets what matches: one subscription, or several of the same client merged into one. Immutable.</summary>
internal sealed class Route
{
    private static readonly uint[] NoIds = [];

    internal Route(Subscriber subscriber, Subscription subscription, SharedGroup? group = null)
    {
        Subscriber = subscriber;
        Subscription = subscription;
        Group = group;
        QoS = subscription.QoS;
        NoLocal = subscription.NoLocal;
        RetainAsPublished = subscription.RetainAsPublished;
        SubscriptionIds = subscription.SubscriptionId == 0 ? NoIds : [(uint)subscription.SubscriptionId];
    }

    private Route(Route first, Route second)
    {
        Subscriber = first.Subscriber;
        Subscription = second.QoS > first.QoS ? second.Subscription : first.Subscription;
        QoS = first.QoS > second.QoS ? first.QoS : second.QoS; // [MQTT-3.3.4-2] the maximum of the granted QoS
        NoLocal = first.NoLocal && second.NoLocal;
        RetainAsPublished = first.RetainAsPublished || second.RetainAsPublished;
        SubscriptionIds = [.. first.SubscriptionIds, .. second.SubscriptionIds]; // [MQTT-3.3.4-4]
        Parts = [.. first.Parts ?? [first], .. second.Parts ?? [second]];
    }

    internal Subscriber Subscriber { get; }

    /// <summary>The subscription, or the one of the highest QoS among the merged.</summary>
    internal Subscription Subscription { get; }

    /// <summary>The shared group this is a member of, or null.</summary>
    internal SharedGroup? Group { get; }

    internal QoS QoS { get; }

    /// <summary>Every subscription behind this route has No Local.</summary>
    internal bool NoLocal { get; }

    internal bool RetainAsPublished { get; }

    internal uint[] SubscriptionIds { get; }

    /// <summary>The routes merged into this one, or null.</summary>
    internal Route[]? Parts { get; }

    internal static Route Merge(Route first, Route second) => new(first, second);

    /// <summary>This route for what its own client published: without the parts that have No Local. [MQTT-3.8.3-3]</summary>
    internal Route? ForOwnMessage()
    {
        if (Parts is null) return NoLocal ? null : this;
        Route? rest = null;
        foreach (var part in Parts)
        {
            if (!part.NoLocal) rest = rest is null ? part : Merge(rest, part);
        }

        return rest;
    }
}
