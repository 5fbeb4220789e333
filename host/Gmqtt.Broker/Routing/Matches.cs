using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// What one topic matches: each subscriber once (delivery mode <c>onlyonce</c>) or once per subscription (<c>overlap</c>), and the shared groups. Filled again and again
/// without allocating; belongs to one <see cref="Batch"/>, so one thread at a time.
/// </summary>
internal sealed class Matches
{
    /// <summary>Up to this many routes are searched for the same subscriber one by one.</summary>
    private const int Few = 12;

    /// <summary>Room for more than this is not kept for the next topic.</summary>
    private const int Many = 1024;

    private readonly bool _merge;
    private Route[] _routes = new Route[4];
    private SharedGroup[] _groups = [];
    private (TreeNode Node, int Offset)[] _stack = new (TreeNode, int)[8];
    private Dictionary<Subscriber, int>? _positions;
    private int _routeCount;
    private int _groupCount;
    private int _depth;
    private int _sources;

    internal Matches(DeliveryMode mode) => _merge = mode == DeliveryMode.OnlyOnce;

    /// <summary>The version of the tree this was matched at; -1 before the first time.</summary>
    internal long Version { get; private set; } = -1;

    internal ReadOnlySpan<Route> Routes => _routes.AsSpan(0, _routeCount);

    internal ReadOnlySpan<SharedGroup> Groups => _groups.AsSpan(0, _groupCount);

    internal bool IsEmpty => _routeCount == 0 && _groupCount == 0;

    internal void Begin(long version)
    {
        Clear();
        Version = version;
    }

    /// <summary>Forgets everything, so that no ended session is kept in memory.</summary>
    internal void Clear()
    {
        Array.Clear(_routes, 0, _routeCount);
        Array.Clear(_groups, 0, _groupCount);
        _routeCount = _groupCount = _depth = _sources = 0;
        _positions?.Clear();
        Version = -1;
    }

    /// <summary>Forgets what was matched at another version, and the room that a topic of very many needed.</summary>
    internal void ForgetBefore(long version)
    {
        if (Version == version || Version < 0) return;
        Clear();
        if (_routes.Length <= Many) return;
        _routes = new Route[4];
        _positions = null;
    }

    internal void Push(TreeNode node, int offset)
    {
        if (_depth == _stack.Length) Array.Resize(ref _stack, _depth * 2);
        _stack[_depth++] = (node, offset);
    }

    internal bool TryPop([MaybeNullWhen(false)] out TreeNode node, out int offset)
    {
        if (_depth == 0)
        {
            node = null;
            offset = 0;
            return false;
        }

        (node, offset) = _stack[--_depth];
        return true;
    }

    internal void Add(TreeNode node)
    {
        var routes = node.Routes;
        if (routes.Length > 0)
        {
            // The routes of one node have different subscribers; only a second node can bring one again.
            var mayRepeat = _merge && _sources++ > 0;
            if (_routeCount + routes.Length > _routes.Length) Array.Resize(ref _routes, Math.Max(_routes.Length * 2, _routeCount + routes.Length));
            if (mayRepeat) AddMerging(routes);
            else AddAll(routes);
        }

        foreach (var group in node.Groups)
        {
            if (_groupCount == _groups.Length) Array.Resize(ref _groups, Math.Max(2, _groupCount * 2));
            _groups[_groupCount++] = group;
        }
    }

    internal void End() => Array.Clear(_stack, 0, _stack.Length);

    private void AddAll(Route?[] routes)
    {
        foreach (var route in routes)
        {
            if (route is not null) _routes[_routeCount++] = route;
        }
    }

    private void AddMerging(Route?[] routes)
    {
        foreach (var route in routes)
        {
            if (route is null) continue;
            var index = IndexOf(route.Subscriber);
            if (index >= 0)
            {
                _routes[index] = Route.Merge(_routes[index], route);
                continue;
            }

            _positions?.TryAdd(route.Subscriber, _routeCount);
            _routes[_routeCount++] = route;
        }
    }

    private int IndexOf(Subscriber subscriber)
    {
        if (_routeCount > Few)
        {
            if (_positions is null || _positions.Count < _routeCount)
            {
                _positions ??= [];
                for (var i = _positions.Count; i < _routeCount; i++) _positions.TryAdd(_routes[i].Subscriber, i);
            }

            return _positions.TryGetValue(subscriber, out var position) ? position : -1;
        }

        for (var i = 0; i < _routeCount; i++)
        {
            if (_routes[i].Subscriber == subscriber) return i;
        }

        return -1;
    }
}
