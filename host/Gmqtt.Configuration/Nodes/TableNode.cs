namespace Gmqtt.Configuration.Nodes;

/// <summary>Keys with their values, in the order they were written.</summary>
internal sealed class TableNode : Node
{
    private readonly OrderedDictionary<string, Node> _children = new(StringComparer.Ordinal);

    public TableNode(Origin origin)
        : base(origin)
    {
    }

    public IReadOnlyDictionary<string, Node> Children => _children;

    public override string Noun => "a table";

    public Node? this[string name]
    {
        get => _children.GetValueOrDefault(name);
        set => _children[name] = value!;
    }
}
