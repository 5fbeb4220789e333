using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Broker.Routing;

/// <summary>One level of a filter. Read without a lock: every field is replaced as a whole, and only under the tree's write lock.</summary>
internal sealed class TreeNode
{
    private const int FewRoutes = 64;
    private static readonly Route?[] NoRoutes = [];
    internal static readonly SharedGroup[] NoGroups = [];

    private volatile Route?[] _routes = NoRoutes;
    private volatile SharedGroup[] _groups = NoGroups;
    private volatile TreeNode? _plus;
    private volatile TreeNode? _hash;
    private volatile TreeChildren? _children;
    private RoutePlaces? _places;

    internal TreeNode(TreeNode? parent, string level)
    {
        Parent = parent;
        Level = level;
    }

    internal TreeNode? Parent { get; }

    internal string Level { get; }

    /// <summary>Ordinary subscriptions whose filter ends here; where there are many, with gaps.</summary>
    internal Route?[] Routes => _routes;

    /// <summary>Shared groups whose filter ends here.</summary>
    internal SharedGroup[] Groups { get => _groups; set => _groups = value; }

    /// <summary>The <c>+</c> below, or null.</summary>
    internal TreeNode? Plus => _plus;

    /// <summary>The <c>#</c> below, or null.</summary>
    internal TreeNode? Hash => _hash;

    internal bool IsEmpty => _routes.Length == 0 && _groups.Length == 0 && _plus is null && _hash is null && _children is not { IsEmpty: false };

    internal IEnumerable<TreeNode> Below
    {
        get
        {
            if (_plus is { } plus) yield return plus;
            if (_hash is { } hash) yield return hash;
            foreach (var child in _children?.All ?? []) yield return child;
        }
    }

    internal bool TryGetChild(ReadOnlySpan<char> level, [MaybeNullWhen(false)] out TreeNode child)
    {
        if (_children is { } children) return children.TryGet(level, out child);
        child = null;
        return false;
    }

    /// <summary>The node for one level of a filter, wildcards included. Under the tree's write lock.</summary>
    internal TreeNode? Find(ReadOnlySpan<char> level) => level switch
    {
        "+" => _plus,
        "#" => _hash,
        _ => TryGetChild(level, out var child) ? child : null,
    };

    /// <summary>Under the tree's write lock.</summary>
    internal TreeNode Add(string level)
    {
        var node = new TreeNode(this, level);
        if (level == "+") _plus = node;
        else if (level == "#") _hash = node;
        else (_children ??= new TreeChildren()).Add(level, node);
        return node;
    }

    /// <summary>Under the tree's write lock.</summary>
    internal void Remove(TreeNode child)
    {
        if (child == _plus) _plus = null;
        else if (child == _hash) _hash = null;
        else _children?.Remove(child.Level);
    }

    /// <summary>Adds a route or replaces that of the same subscriber; true when there was one. Under the tree's write lock.</summary>
    internal bool Put(Route route)
    {
        if (_places is null && _routes.Length == FewRoutes) _places = new RoutePlaces(_routes);
        if (_places is { } places)
        {
            var replaced = places.Put(route);
            _routes = places.Routes;
            return replaced;
        }

        var routes = _routes;
        var index = Array.FindIndex(routes, r => r!.Subscriber == route.Subscriber);
        if (index >= 0) routes = (Route?[])routes.Clone();
        else routes = [.. routes, null];
        routes[index >= 0 ? index : ^1] = route;
        _routes = routes;
        return index >= 0;
    }

    /// <summary>False when the subscriber has no route here. Under the tree's write lock.</summary>
    internal bool Remove(Subscriber subscriber)
    {
        if (_places is { } places)
        {
            if (!places.Remove(subscriber)) return false;
            _routes = places.Routes;
            if (places.Count > FewRoutes / 2) return true;
            _routes = Array.FindAll(places.Routes, r => r is not null);
            _places = null;
            return true;
        }

        var rest = Array.FindAll(_routes, r => r!.Subscriber != subscriber);
        if (rest.Length == _routes.Length) return false;
        _routes = rest.Length == 0 ? NoRoutes : rest;
        return true;
    }
}
