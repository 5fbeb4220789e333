namespace Gmqtt.Configuration.Nodes;

/// <summary>An array, or the tables under a repeated <c>[[header]]</c>.</summary>
internal sealed class ListNode : Node
{
    public ListNode(Origin origin)
        : base(origin)
    {
    }

    public List<Node> Items { get; } = [];

    public override string Noun => "an array";
}
