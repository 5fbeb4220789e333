using Gmqtt.Broker.Stats;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>The subscriptions of one session, also entered in the tree. Nearly always few, so an array is searched; a session with many gets a dictionary.</summary>
internal sealed class SessionSubscriptions
{
    private const int Few = 8;

    private readonly Session _session;
    private readonly Lock _gate = new();
    private Subscription[] _few = [];
    private Dictionary<string, Subscription>? _many;
    private bool _ended;

    internal SessionSubscriptions(Session session) => _session = session;

    internal int Count { get; private set; }

    internal int SharedCount { get; private set; }

    internal Subscription? Find(string fullTopicFilter)
    {
        lock (_gate) return FindLocked(fullTopicFilter);
    }

    /// <summary>Adds or replaces; says whether there was one. False in <paramref name="added"/> when a limit forbids another.</summary>
    internal bool Add(Subscription subscription, LimitOptions limits, out bool added)
    {
        lock (_gate)
        {
            var full = subscription.FullTopicFilter;
            var existing = FindLocked(full);
            var shared = subscription.ShareName is not null;
            added = !_ended && (existing is not null
                || ((_session.Engine.Held.MayBegin || ReferenceEquals(limits, LimitOptions.None)) && Count < limits.MaxSubscriptionsPerClient && (!shared || SharedCount < limits.MaxSharedSubscriptionsPerClient)));
            if (!added) return false;
            Store(full, subscription, existing);
            if (existing is null)
            {
                Count++;
                _session.Engine.Held.Add(CostOf(subscription));
                if (shared) SharedCount++;
                _session.Engine.Counters.Subscribed();
                _session.Stats?.Subscribed();
            }

            _session.Engine.Subscriptions.Subscribe(_session, subscription);
            _session.Journal?.Subscribed(subscription);
            return existing is not null;
        }
    }

    /// <summary>Adds one that was stored.</summary>
    internal void Restore(Subscription subscription) => Add(subscription, LimitOptions.None, out _);

    /// <summary>Removes exactly this filter; false when there is none.</summary>
    internal bool Remove(string fullTopicFilter)
    {
        lock (_gate)
        {
            if (FindLocked(fullTopicFilter) is not { } existing) return false;
            if (_many is not null) _many.Remove(fullTopicFilter);
            else _few = Array.FindAll(_few, s => s != existing);
            Leave(existing);
            return true;
        }
    }

    /// <summary>Removes all; with <paramref name="end"/> none can be added any more.</summary>
    internal int Clear(bool end)
    {
        lock (_gate)
        {
            var all = AllLocked();
            _few = [];
            _many = null;
            _ended |= end;
            foreach (var subscription in all) Leave(subscription);
            return all.Length;
        }
    }

    internal Subscription[] All()
    {
        lock (_gate) return AllLocked();
    }

    private void Leave(Subscription subscription)
    {
        Count--;
        _session.Engine.Held.Add(-CostOf(subscription));
        if (subscription.ShareName is not null) SharedCount--;
        _session.Engine.Subscriptions.Unsubscribe(_session, subscription.ShareName, subscription.TopicFilter);
        _session.Journal?.Unsubscribed(subscription.FullTopicFilter);
        _session.Engine.Counters.Unsubscribed(1);
        _session.Stats?.Unsubscribed();
    }

    // Each level as though nobody else had it: that no filter costs more is certain, and most cost less.
    private static long CostOf(Subscription subscription)
        => HeldMemory.SubscriptionBytes + (6L * subscription.TopicFilter.Length) + (HeldMemory.LevelBytes * (1L + subscription.TopicFilter.AsSpan().Count('/')));

    private Subscription[] AllLocked() => _many is { } many ? [.. many.Values] : _few;

    private Subscription? FindLocked(string fullTopicFilter)
    {
        if (_many is { } many) return many.GetValueOrDefault(fullTopicFilter);
        foreach (var subscription in _few)
        {
            if (subscription.FullTopicFilter == fullTopicFilter) return subscription;
        }

        return null;
    }

    private void Store(string full, Subscription subscription, Subscription? existing)
    {
        if (_many is { } many)
        {
            many[full] = subscription;
        }
        else if (existing is not null)
        {
            _few = Array.ConvertAll(_few, s => s == existing ? subscription : s);
        }
        else if (_few.Length < Few)
        {
            _few = [.. _few, subscription];
        }
        else
        {
            _many = _few.ToDictionary(s => s.FullTopicFilter, StringComparer.Ordinal);
            _many[full] = subscription;
            _few = [];
        }
    }
}
