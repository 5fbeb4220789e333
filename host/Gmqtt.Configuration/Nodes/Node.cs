namespace Gmqtt.Configuration.Nodes;

/// <summary>A piece of configuration before anyone knows what it means: what a file, a variable or an option said, and where.</summary>
internal abstract class Node
{
    protected Node(Origin origin) => Origin = origin;

    public Origin Origin { get; }

    /// <summary>What it is, for a sentence such as "is a table".</summary>
    public abstract string Noun { get; }
}
