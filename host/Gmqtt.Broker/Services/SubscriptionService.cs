using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Topics;
using Gmqtt.Services;

namespace Gmqtt.Broker.Services;

/// <summary>Subscriptions of all sessions.</summary>
internal sealed class SubscriptionService(Engine engine) : ISubscriptionService
{
    public async ValueTask<IReadOnlyList<SubscribeResult>> SubscribeAsync(
        string clientId, IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!engine.Sessions.TryGet(clientId, out var session)) throw new MqttReasonException(ReasonCode.UnspecifiedError, $"there is no session of client '{clientId}'");
        foreach (var subscription in subscriptions)
        {
            if (SubscriptionStore.Judge(subscription, engine.Options.Limits) is var code and not ReasonCode.Success) throw Refused(subscription, code);
        }

        var results = new List<SubscribeResult>(subscriptions.Count);
        var former = new List<Subscription?>(subscriptions.Count);
        var replays = new List<RetainedReplay>();
        foreach (var subscription in subscriptions)
        {
            former.Add(session.Subscriptions.Find(subscription.FullTopicFilter));
            var code = SubscriptionStore.Add(session, subscription, replays);
            if (code >= ReasonCode.UnspecifiedError)
            {
                for (var i = results.Count - 1; i >= 0; i--) Restore(session, results[i].Subscription, former[i]);
                throw Refused(subscription, code);
            }

            results.Add(new SubscribeResult(subscription, former[^1] is not null));
        }

        using (var batch = engine.Batches.Rent())
        {
            foreach (var replay in replays) session.Sender.Replay(replay, batch);
        }

        await StoredAsync(session, cancellationToken);
        return results;
    }

    public async ValueTask<int> UnsubscribeAsync(string clientId, IReadOnlyList<string> fullTopicFilters, CancellationToken cancellationToken = default)
    {
        if (!engine.Sessions.TryGet(clientId, out var session)) return 0;
        var removed = fullTopicFilters.Count(session.Subscriptions.Remove);
        await StoredAsync(session, cancellationToken);
        return removed;
    }

    public async ValueTask<int> UnsubscribeAllAsync(string clientId, CancellationToken cancellationToken = default)
    {
        if (!engine.Sessions.TryGet(clientId, out var session)) return 0;
        var removed = session.Subscriptions.Clear(end: false);
        await StoredAsync(session, cancellationToken);
        return removed;
    }

    public IEnumerable<ClientSubscription> Find(SubscriptionQuery? query = null)
    {
        query ??= new SubscriptionQuery();
        return Candidates(query).Where(s => Fits(query, s.Subscription));
    }

    public SubscriptionStats GetStats() => engine.Counters.Subscriptions;

    public SubscriptionStats? GetClientStats(string clientId)
        => engine.Sessions.TryGet(clientId, out var session) ? session.Stats?.Snapshot(0, 0).Subscriptions ?? new SubscriptionStats(0, session.Subscriptions.Count) : null;

    private Task StoredAsync(Session session, CancellationToken cancellationToken)
        => engine.CommittedAsync(session.Journal?.LastTicket ?? 0).WaitAsync(cancellationToken);

    private static MqttReasonException Refused(Subscription subscription, ReasonCode code) => new(code, $"'{subscription.FullTopicFilter}' is refused");

    private static void Restore(Session session, Subscription added, Subscription? former)
    {
        if (former is null) session.Subscriptions.Remove(added.FullTopicFilter);
        else SubscriptionStore.Add(session, former, []);
    }

    private IEnumerable<ClientSubscription> Candidates(SubscriptionQuery query)
    {
        if (query.ClientId is { } clientId)
        {
            return engine.Sessions.TryGet(clientId, out var session)
                ? session.Subscriptions.All().Select(s => new ClientSubscription(clientId, s))
                : [];
        }

        IEnumerable<Route> routes = engine.Subscriptions.All();
        if (query.MatchesTopicName is { } topic)
        {
            var matches = new Matches(DeliveryMode.Overlap);
            engine.Subscriptions.Match(topic, matches);
            routes = [.. matches.Routes, .. matches.Groups.ToArray().SelectMany(g => g.Members)];
        }

        return routes.Select(r => new ClientSubscription(r.Subscriber.ClientId, r.Subscription));
    }

    private static bool Fits(SubscriptionQuery query, Subscription subscription)
    {
        if (query.FullTopicFilter is { } filter && filter != subscription.FullTopicFilter) return false;
        if (query.MatchesTopicName is { } topic && !TopicFilter.Matches(subscription.TopicFilter, topic)) return false;
        if (subscription.ShareName is not null) return query.Shared;
        return subscription.TopicFilter.StartsWith('$') ? query.System : query.NonShared;
    }
}
