using System.Collections.Concurrent;
using Gmqtt.Broker.Time;

namespace Gmqtt.Broker.Routing;

/// <summary>One level of the topics that have retained messages. Read without a lock, changed under the tree's write lock.</summary>
internal sealed class RetainedNode
{
    private volatile StoredMessage? _message;
    private volatile ConcurrentDictionary<string, RetainedNode>? _children;

    internal RetainedNode(RetainedNode? parent, string level)
    {
        Parent = parent;
        Level = level;
    }

    internal RetainedNode? Parent { get; }

    internal string Level { get; }

    internal StoredMessage? Message { get => _message; set => _message = value; }

    /// <summary>When the message goes by itself, or null. Under the tree's write lock.</summary>
    internal Deadline? Expiry { get; set; }

    internal IEnumerable<RetainedNode> Children => _children?.Values ?? [];

    internal bool IsEmpty => _message is null && (_children is null || _children.IsEmpty);

    internal RetainedNode? Find(string level) => _children is { } children && children.TryGetValue(level, out var child) ? child : null;

    internal RetainedNode FindOrAdd(string level)
        => (_children ??= new(concurrencyLevel: 1, capacity: 3, StringComparer.Ordinal)).GetOrAdd(level, static (name, parent) => new RetainedNode(parent, name), this);

    internal void Remove(RetainedNode child) => _children?.TryRemove(child.Level, out _);
}
