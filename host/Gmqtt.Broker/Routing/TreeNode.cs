using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Broker.Routing;

/// <summary>One level of a filter. Read without a lock: every field is replaced as a whole, and only under the tree's write lock.</summary>
internal sealed class TreeNode
{
    internal static readonly Route[] NoRoutes = [];
    internal static readonly SharedGroup[] NoGroups = [];

    private volatile Route[] _routes = NoRoutes;
    private volatile SharedGroup[] _groups = NoGroups;
    private volatile TreeNode? _plus;
    private volatile TreeNode? _hash;
    private readonly TreeChildren _children = new();

    internal TreeNode(TreeNode? parent, string level)
    {
        Parent = parent;
        Level = level;
    }

    internal TreeNode? Parent { get; }

    internal string Level { get; }

    /// <summary>Ordinary subscriptions whose filter ends here.</summary>
    internal Route[] Routes { get => _routes; set => _routes = value; }

    /// <summary>Shared groups whose filter ends here.</summary>
    internal SharedGroup[] Groups { get => _groups; set => _groups = value; }

    /// <summary>The <c>+</c> below, or null.</summary>
    internal TreeNode? Plus => _plus;

    /// <summary>The <c>#</c> below, or null.</summary>
    internal TreeNode? Hash => _hash;

    internal bool IsEmpty => _routes.Length == 0 && _groups.Length == 0 && _plus is null && _hash is null && _children.IsEmpty;

    internal IEnumerable<TreeNode> Below
    {
        get
        {
            if (_plus is { } plus) yield return plus;
            if (_hash is { } hash) yield return hash;
            foreach (var child in _children.All) yield return child;
        }
    }

    internal bool TryGetChild(ReadOnlySpan<char> level, [MaybeNullWhen(false)] out TreeNode child) => _children.TryGet(level, out child);

    /// <summary>The node for one level of a filter, wildcards included. Under the tree's write lock.</summary>
    internal TreeNode? Find(ReadOnlySpan<char> level) => level switch
    {
        "+" => _plus,
        "#" => _hash,
        _ => _children.TryGet(level, out var child) ? child : null,
    };

    /// <summary>Under the tree's write lock.</summary>
    internal TreeNode Add(string level)
    {
        var node = new TreeNode(this, level);
        if (level == "+") _plus = node;
        else if (level == "#") _hash = node;
        else _children.Add(level, node);
        return node;
    }

    /// <summary>Under the tree's write lock.</summary>
    internal void Remove(TreeNode child)
    {
        if (child == _plus) _plus = null;
        else if (child == _hash) _hash = null;
        else _children.Remove(child.Level);
    }
}
