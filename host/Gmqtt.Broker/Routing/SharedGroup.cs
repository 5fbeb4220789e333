namespace Gmqtt.Broker.Routing;

/// <summary>The members of one <c>$share/name/filter</c>. Members change under the tree's write lock; a member is picked without a lock.</summary>
internal sealed class SharedGroup
{
    private readonly SharedSubscriptionStrategy _strategy;
    private volatile Route[] _members = [];
    private Route? _sticky;
    private uint _turn;

    internal SharedGroup(string name, string topicFilter, SharedSubscriptionStrategy strategy)
    {
        Name = name;
        TopicFilter = topicFilter;
        FullTopicFilter = $"$share/{name}/{topicFilter}";
        _strategy = strategy;
    }

    internal string Name { get; }

    internal string TopicFilter { get; }

    internal string FullTopicFilter { get; }

    internal Route[] Members => _members;

    internal bool IsEmpty => _members.Length == 0;

    internal bool Add(Route member)
    {
        var members = _members;
        var index = Array.FindIndex(members, m => m.Subscriber == member.Subscriber);
        if (index < 0)
        {
            _members = [.. members, member];
            return false;
        }

        var replaced = (Route[])members.Clone();
        replaced[index] = member;
        _members = replaced;
        return true;
    }

    internal bool Remove(Subscriber subscriber)
    {
        var rest = Array.FindAll(_members, m => m.Subscriber != subscriber);
        if (rest.Length == _members.Length) return false;
        _members = rest;
        return true;
    }

    /// <summary>
    /// Hands a message to one member. The strategy says with whom to begin; from there on the first that is connected and not congested gets it, failing that the first
    /// connected, failing that the first whose session can keep it. A member whose Maximum Packet Size is too small, or whom a hook
    /// does not allow it, is passed over.
    /// </summary>
    /// <returns>Whether a member took it.</returns>
    internal bool Deliver(RoutedMessage message, Batch batch)
    {
        var members = _members;
        if (members.Length == 0) return false;
        var first = First(members, message);
        for (var pass = 0; pass < 3; pass++)
        {
            for (var i = 0; i < members.Length; i++)
            {
                var member = members[(first + i) % members.Length];
                var rank = !member.Subscriber.IsConnected ? 2 : member.Subscriber.IsCongested ? 1 : 0;
                if (rank != pass) continue;
                var outcome = member.Subscriber.Deliver(message, member, batch);
                if (outcome is DeliveryOutcome.TooLarge or DeliveryOutcome.NotAllowed or DeliveryOutcome.Gone) continue;
                batch.Tally.Routed++;
                _sticky = member;
                return outcome != DeliveryOutcome.Dropped;
            }
        }

        return false;
    }

    private int First(Route[] members, RoutedMessage message) => _strategy switch
    {
        SharedSubscriptionStrategy.Random => Random.Shared.Next(members.Length),
        SharedSubscriptionStrategy.Sticky => Math.Max(0, Array.IndexOf(members, _sticky)),
        SharedSubscriptionStrategy.HashClient => Index(message.PublisherId.GetHashCode(StringComparison.Ordinal), members.Length),
        SharedSubscriptionStrategy.HashTopic => Index(string.GetHashCode(message.TopicChars, StringComparison.Ordinal), members.Length),
        SharedSubscriptionStrategy.LeastInflight => LeastLoaded(members),
        _ => Index((int)Interlocked.Increment(ref _turn), members.Length),
    };

    private static int Index(int hash, int count) => (int)((uint)hash % (uint)count);

    private static int LeastLoaded(Route[] members)
    {
        var best = 0;
        for (var i = 1; i < members.Length; i++)
        {
            if (members[i].Subscriber.Backlog < members[best].Subscriber.Backlog) best = i;
        }

        return best;
    }
}
