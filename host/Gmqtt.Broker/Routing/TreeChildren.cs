using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// The named children of a node: a small array while they are few, which is nearly always, and a dictionary beyond. Copying a wide array at each insert was measured
/// at 34-76 us for 5,000 children, a dictionary for one child costs 800 bytes: hence both. Read without a lock.
/// </summary>
internal sealed class TreeChildren
{
    private const int Few = 8;
    private static readonly TreeNode[] None = [];

    private volatile TreeNode[] _few = None;
    private volatile Many? _many;

    internal bool IsEmpty => _few.Length == 0 && (_many is not { } many || many.Nodes.IsEmpty);

    // The few first: they are emptied only when the many are there.
    internal IEnumerable<TreeNode> All => _few is { Length: > 0 } few ? few : _many is { } many ? many.Nodes.Values : None;

    internal bool TryGet(ReadOnlySpan<char> level, [MaybeNullWhen(false)] out TreeNode child)
    {
        if (_many is { } many) return many.BySpan.TryGetValue(level, out child);
        foreach (var node in _few)
        {
            if (level.SequenceEqual(node.Level))
            {
                child = node;
                return true;
            }
        }

        // The few may have become many in between, and then the array read above was already empty.
        if (_many is { } grown) return grown.BySpan.TryGetValue(level, out child);
        child = null;
        return false;
    }

    internal void Add(string level, TreeNode child)
    {
        if (_many is null && _few.Length < Few)
        {
            _few = [.. _few, child];
            return;
        }

        if (_many is not { } many)
        {
            many = new Many();
            foreach (var node in _few) many.Nodes[node.Level] = node;
            many.Nodes[level] = child;
            _many = many;
            _few = None;
            return;
        }

        many.Nodes[level] = child;
    }

    internal void Remove(string level)
    {
        if (_many is { } many) many.Nodes.TryRemove(level, out _);
        else _few = Array.FindAll(_few, node => node.Level != level);
    }

    private sealed class Many
    {
        internal Many()
        {
            Nodes = new(concurrencyLevel: 1, capacity: 31, StringComparer.Ordinal);
            BySpan = Nodes.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        internal ConcurrentDictionary<string, TreeNode> Nodes { get; }

        internal ConcurrentDictionary<string, TreeNode>.AlternateLookup<ReadOnlySpan<char>> BySpan { get; }
    }
}
