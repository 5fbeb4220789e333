using Gmqtt.Messages;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// All subscriptions, by the levels of their filters. Matching takes no lock and does not recurse (a topic of 65,535 slashes would end the process);
/// changes take the one write lock, which is a leaf: nothing else is locked and nothing is called while it is held.
/// </summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _writing = new();
    private readonly TreeNode _root = new(null, "");
    private readonly SharedSubscriptionStrategy _strategy;
    private long _version;

    internal SubscriptionTree(SharedSubscriptionStrategy strategy) => _strategy = strategy;

    /// <summary>Grows with every change, after it: what was matched at a version holds as long as the version does.</summary>
    internal long Version => Volatile.Read(ref _version);

    internal TreeNode Root => _root;

    /// <summary>Adds a subscription or replaces the same client's subscription to the identical filter [MQTT-3.8.4-3]; true when there was one.</summary>
    internal bool Subscribe(Subscriber subscriber, Subscription subscription)
    {
        lock (_writing)
        {
            var node = FindOrAdd(subscription.TopicFilter);
            bool existed;
            if (subscription.ShareName is { } name)
            {
                var group = Array.Find(node.Groups, g => g.Name == name);
                if (group is null)
                {
                    group = new SharedGroup(name, subscription.TopicFilter, _strategy);
                    node.Groups = [.. node.Groups, group];
                }

                existed = group.Add(new Route(subscriber, subscription, group));
            }
            else
            {
                existed = node.Put(new Route(subscriber, subscription));
            }

            Interlocked.Increment(ref _version);
            return existed;
        }
    }

    /// <summary>Removes a client's subscription to exactly this filter [MQTT-3.10.4-1]; false when there was none.</summary>
    internal bool Unsubscribe(Subscriber subscriber, string? shareName, string topicFilter)
    {
        lock (_writing)
        {
            if (Find(topicFilter) is not { } node) return false;
            if (shareName is not null)
            {
                var group = Array.Find(node.Groups, g => g.Name == shareName);
                if (group is null || !group.Remove(subscriber)) return false;
                if (group.IsEmpty) node.Groups = Array.FindAll(node.Groups, g => g != group);
            }
            else if (!node.Remove(subscriber))
            {
                return false;
            }

            Prune(node);
            Interlocked.Increment(ref _version);
            return true;
        }
    }

    /// <summary>The group of a shared subscription, or null.</summary>
    internal SharedGroup? FindGroup(Subscription subscription)
    {
        lock (_writing) return Find(subscription.TopicFilter) is { } node ? Array.Find(node.Groups, g => g.Name == subscription.ShareName) : null;
    }

    /// <summary>Adds to <paramref name="matches"/> whatever a topic matches. [MQTT-3.3.2-3]</summary>
    internal void Match(ReadOnlySpan<char> topic, Matches matches)
    {
        // [MQTT-4.7.2-1] a filter that begins with a wildcard does not match a topic that begins with $.
        var hidden = topic.Length > 0 && topic[0] == '$';
        matches.Begin(Version);
        matches.Push(_root, 0);
        while (matches.TryPop(out var node, out var offset))
        {
            var wildcards = !(hidden && offset == 0);
            if (wildcards && node.Hash is { } hash) matches.Add(hash);
            if (offset > topic.Length)
            {
                matches.Add(node);
                continue;
            }

            var rest = topic[offset..];
            var slash = rest.IndexOf('/');
            var level = slash < 0 ? rest : rest[..slash];
            var next = offset + level.Length + 1;
            if (wildcards && node.Plus is { } plus) matches.Push(plus, next);
            if (node.TryGetChild(level, out var child)) matches.Push(child, next);
        }

        matches.End();
    }

    /// <summary>Every route and group; a walk that sees changes made meanwhile or not.</summary>
    internal IEnumerable<Route> All()
    {
        var pending = new Stack<TreeNode>();
        pending.Push(_root);
        while (pending.TryPop(out var node))
        {
            foreach (var route in node.Routes)
            {
                if (route is not null) yield return route;
            }

            foreach (var group in node.Groups)
            {
                foreach (var route in group.Members) yield return route;
            }

            foreach (var below in node.Below) pending.Push(below);
        }
    }

    private TreeNode FindOrAdd(string filter)
    {
        var node = _root;
        foreach (var range in filter.AsSpan().Split('/'))
        {
            var level = filter.AsSpan()[range];
            node = node.Find(level) ?? node.Add(level.ToString());
        }

        return node;
    }

    private TreeNode? Find(string filter)
    {
        var node = _root;
        foreach (var range in filter.AsSpan().Split('/'))
        {
            if (node.Find(filter.AsSpan()[range]) is not { } next) return null;
            node = next;
        }

        return node;
    }

    private static void Prune(TreeNode node)
    {
        while (node.Parent is { } parent && node.IsEmpty)
        {
            parent.Remove(node);
            node = parent;
        }
    }
}
