using Gmqtt.Broker.Stats;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Time;

namespace Gmqtt.Broker.Routing;

/// <summary>The retained messages by the levels of their topics, bounded in number and bytes. Reading takes no lock; changes take the one write lock, with nothing but the wheel's and the journal's inside.</summary>
internal sealed class RetainedTree
{
    private readonly Lock _writing = new();
    private readonly RetainedNode _root = new(null, "");
    private readonly ExpiryWheel _expiry;
    private readonly Clock _clock;
    private readonly HeldMemory _held;
    private int _count;
    private long _bytes;

    internal RetainedTree(ExpiryWheel expiry, Clock clock, HeldMemory held)
    {
        _held = held;
        _expiry = expiry;
        _clock = clock;
    }

    /// <summary>Is told of what changes, in the order in which it does; null while nothing is durable.</summary>
    internal Journal? Journal { get; set; }

    internal int Count => Volatile.Read(ref _count);

    internal long Bytes => Interlocked.Read(ref _bytes);

    internal bool Set(StoredMessage message, LimitOptions limits) => Set(message, limits, out _);

    /// <summary>Stores a message for its topic in place of the former one [MQTT-3.3.1-5]; false when a limit forbids it and the former one stays.</summary>
    /// <param name="message">The message, not pooled.</param>
    /// <param name="limits">How many there may be.</param>
    /// <param name="ticket">With what it is stored; 0 when it is in memory alone.</param>
    internal bool Set(StoredMessage message, LimitOptions limits, out long ticket)
    {
        ticket = 0;
        lock (_writing)
        {
            var existing = Find(message.TopicName)?.Message;
            var count = _count + (existing is null ? 1 : 0);
            var bytes = _bytes + message.Size - (existing?.Size ?? 0);
            var own = message.TopicName.StartsWith("$SYS/", StringComparison.Ordinal);
            if (!own && (count > limits.MaxRetainedMessages || bytes > limits.MaxRetainedBytes || !(_held.MayWait() || ReferenceEquals(limits, LimitOptions.None)))) return false;
            var node = FindOrAdd(message.TopicName);
            _held.Add(CostOf(message) - CostOf(existing));
            node.Message = message;
            Volatile.Write(ref _count, count);
            Interlocked.Exchange(ref _bytes, bytes);
            // The former deadline goes with its message: else a topic published again and again would keep them all.
            CancelExpiry(node);
            if (message.ExpiryInterval is not null) _expiry.Schedule(node.Expiry = new Expiry(this, message), message.ExpiresAt(TimeSpan.Zero));
            if (own || Journal is not { } journal) return true;
            using var writer = journal.Write();
            writer.Changes.RetainedSet(message.ToRecord(_clock));
            ticket = writer.Ticket;
            return true;
        }
    }

    internal bool Remove(string topicName, StoredMessage? only = null) => Remove(topicName, only, out _);

    /// <summary>Removes the message of a topic; with <paramref name="only"/>, only if it is still that one.</summary>
    internal bool Remove(string topicName, StoredMessage? only, out long ticket)
    {
        ticket = 0;
        lock (_writing)
        {
            if (Find(topicName) is not { Message: { } message } node || (only is not null && only != message)) return false;
            node.Message = null;
            _held.Add(-CostOf(message));
            CancelExpiry(node);
            Volatile.Write(ref _count, _count - 1);
            Interlocked.Exchange(ref _bytes, _bytes - message.Size);
            while (node.Parent is { } parent && node.IsEmpty)
            {
                parent.Remove(node);
                _held.Add(-CostOf(node));
                node = parent;
            }

            if (Journal is not { } journal || topicName.StartsWith("$SYS/", StringComparison.Ordinal)) return true;
            using var writer = journal.Write();
            writer.Changes.RetainedCleared(topicName);
            ticket = writer.Ticket;
            return true;
        }
    }

    internal StoredMessage? Get(string topicName) => Find(topicName)?.Message is { } message && !IsExpired(message) ? message : null;

    /// <summary>Messages that match a filter, read as the sequence is pulled: a message that is replaced meanwhile shows as either.</summary>
    internal IEnumerable<StoredMessage> Match(string topicFilter)
    {
        var levels = topicFilter.Split('/');
        var pending = new Stack<(RetainedNode Node, int Level)>();
        pending.Push((_root, 0));
        while (pending.TryPop(out var place))
        {
            var (node, index) = place;
            if (index == levels.Length || levels[index] == "#")
            {
                if (node.Message is { } message && !IsExpired(message)) yield return message;
                if (index == levels.Length) continue;
            }

            // [MQTT-4.7.2-1] a wildcard at the beginning does not match topics that begin with $.
            foreach (var child in Next(node, levels[index]))
            {
                if (index == 0 && levels[0] is "+" or "#" && child.Level.StartsWith('$') && node == _root) continue;
                pending.Push((child, levels[index] == "#" ? index : index + 1));
            }
        }
    }

    /// <summary>Every message, those whose topics begin with <c>$</c> included, which no one filter matches.</summary>
    internal IEnumerable<StoredMessage> All()
    {
        var pending = new Stack<RetainedNode>();
        pending.Push(_root);
        while (pending.TryPop(out var node))
        {
            if (node.Message is { } message) yield return message;
            foreach (var child in node.Children) pending.Push(child);
        }
    }

    private static IEnumerable<RetainedNode> Next(RetainedNode node, string level)
        => level is "+" or "#" ? node.Children : node.Find(level) is { } child ? [child] : [];

    private static long CostOf(StoredMessage? message) => message is null ? 0 : HeldMemory.MessageBytes + message.Size + (2L * message.TopicName.Length);

    private static long CostOf(RetainedNode node) => HeldMemory.LevelBytes + (2L * node.Level.Length);

    private RetainedNode FindOrAdd(string topicName)
    {
        var node = _root;
        foreach (var level in topicName.Split('/'))
        {
            if (node.Find(level) is not { } next)
            {
                next = node.FindOrAdd(level);
                _held.Add(CostOf(next));
            }

            node = next;
        }

        return node;
    }

    private void CancelExpiry(RetainedNode node)
    {
        if (node.Expiry is not { } expiry) return;
        _expiry.Cancel(expiry);
        node.Expiry = null;
    }

    // [MQTT-3.3.2-5]
    private bool IsExpired(StoredMessage message) => message.ExpiryInterval is not null && message.ExpiresAt(TimeSpan.Zero) <= _clock.Now;

    private RetainedNode? Find(string topicName)
    {
        var node = _root;
        foreach (var level in topicName.Split('/'))
        {
            if (node.Find(level) is not { } next) return null;
            node = next;
        }

        return node;
    }

    private sealed class Expiry(RetainedTree tree, StoredMessage message) : Deadline
    {
        internal override void OnDue() => tree.Remove(message.TopicName, message);
    }
}
