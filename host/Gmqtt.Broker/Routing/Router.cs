using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>From one message to the sessions that get it.</summary>
internal sealed class Router
{
    private readonly SubscriptionTree _subscriptions;
    private readonly RetainedTree _retained;

    internal Router(SubscriptionTree subscriptions, RetainedTree retained)
    {
        _subscriptions = subscriptions;
        _retained = retained;
    }

    /// <summary>The first receiver that a publisher does well to wait for, or null. Nothing has been done with the message yet.</summary>
    internal Subscriber? FindCongested(TopicEntry topic)
    {
        foreach (var route in topic.MatchedBy(_subscriptions).Routes)
        {
            if (route.Subscriber.IsCongested) return route.Subscriber;
        }

        return null;
    }

    /// <summary>Stores or removes the retained message that a PUBLISH with RETAIN stands for; false when a limit forbids it.</summary>
    internal bool Retain(Batch batch, LimitOptions limits)
    {
        var message = batch.Message;
        var stored = true;
        long ticket;
        if (message.Payload.IsEmpty) _retained.Remove(message.Topic.Name, null, out ticket); // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
        else stored = _retained.Set(Copy(message), limits, out ticket);
        if (ticket != 0) batch.Ticket = ticket;
        return stored;
    }

    private static StoredMessage Copy(RoutedMessage message)
    {

        var kept = new StoredMessage(null);
        kept.Set(
            message.TopicUtf8, message.Payload.Span, message.Properties.Span, message.QoS, retain: true, message.ExpiryInterval, message.ArrivedAt, message.PublisherId);
        return kept;
    }

    /// <summary>Hands the batch's message to everybody who subscribes to it.</summary>
    /// <param name="batch">Holds the message.</param>
    /// <param name="options">Who may get it.</param>
    /// <param name="publisher">Whose own subscriptions with No Local do not get it; null for the broker itself.</param>
    /// <returns>How many got it or have it queued.</returns>
    internal int Route(Batch batch, RouteOptions options, Subscriber? publisher)
    {
        var message = batch.Message;
        var matches = message.Topic.MatchedBy(_subscriptions);
        if (!ReferenceEquals(options, RouteOptions.All)) return RouteSome(batch, options, publisher, matches);
        var delivered = 0;
        foreach (var route in matches.Routes)
        {
            if (Deliver(batch, message, route, publisher)) delivered++;
        }

        foreach (var group in matches.Groups)
        {
            if (group.Deliver(message, batch)) delivered++;
        }

        return delivered;
    }

    /// <summary>Hands the batch's run to everybody who subscribes to its topic.</summary>
    /// <param name="batch">Holds the run.</param>
    /// <param name="arrivedAt">When its messages came.</param>
    /// <param name="publisherId">Whose they are.</param>
    /// <param name="publisher">As in <see cref="Route"/>.</param>
    internal void RouteRun(Batch batch, long arrivedAt, string publisherId, Subscriber? publisher)
    {
        var run = batch.Run;
        var matches = run.Topic!.MatchedBy(_subscriptions);
        var isHeavy = false;
        foreach (var route in matches.Routes)
        {
            var outcome = route.Subscriber == publisher || route.SubscriptionIds.Length > 0 ? null : route.Subscriber.Deliver(run, batch);
            if (outcome is null) run.Rest.Add(route);
            else batch.Tally.Routed += run.Count;
            isHeavy |= outcome == DeliveryOutcome.SentHeavy;
        }

        if (isHeavy) batch.Flush();
        if (run.Rest.Count == 0 && matches.Groups.IsEmpty) return;
        foreach (var part in run.Parts)
        {
            batch.Message.Set(run.Topic, part.Payload, part.Properties, QoS.AtMostOnce, retain: false, part.ExpiryInterval, arrivedAt, publisherId);
            foreach (var route in run.Rest) Deliver(batch, batch.Message, route, publisher);
            foreach (var group in matches.Groups) group.Deliver(batch.Message, batch);
            batch.Message.Clear();
        }
    }

    private int RouteSome(Batch batch, RouteOptions options, Subscriber? publisher, Matches matches)
    {
        if (options.MatchTopicName is { } other)
        {
            matches = new Matches(batch.Options.Mqtt.DeliveryMode);
            _subscriptions.Match(other, matches);
        }

        var delivered = 0;
        foreach (var route in options.NonShared ? matches.Routes : [])
        {
            if (options.ClientId is { } only && only != route.Subscriber.ClientId) continue;
            if (Deliver(batch, batch.Message, route, publisher)) delivered++;
        }

        foreach (var group in options.Shared ? matches.Groups : [])
        {
            // One client alone: then the group has nobody to choose from.
            if (options.ClientId is not { } only ? group.Deliver(batch.Message, batch) : DeliverToMember(batch, group, only)) delivered++;
        }

        return delivered;
    }

    private static bool DeliverToMember(Batch batch, SharedGroup group, string clientId)
        => Array.Find(group.Members, m => m.Subscriber.ClientId == clientId) is { } member && Deliver(batch, batch.Message, member, null);

    private static bool Deliver(Batch batch, RoutedMessage message, Route route, Subscriber? publisher)
    {
        if (route.Subscriber == publisher)
        {
            if (route.ForOwnMessage() is not { } own) return false;
            route = own;
        }

        var outcome = route.Subscriber.Deliver(message, route, batch);
        if (outcome <= DeliveryOutcome.Dropped) batch.Tally.Routed++;
        if (outcome == DeliveryOutcome.SentHeavy) batch.Flush();
        return outcome is DeliveryOutcome.Sent or DeliveryOutcome.SentHeavy or DeliveryOutcome.Queued;
    }
}
