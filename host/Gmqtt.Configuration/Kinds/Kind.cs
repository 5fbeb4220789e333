using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A way to write a value: how it is read, how it is printed, and what to say when it is wrong.</summary>
/// <typeparam name="T">What it becomes.</typeparam>
internal abstract class Kind<T>
{
    /// <summary>What to write, for a complaint and for the documentation: <c>a duration such as "30s"</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Reads a value, or says what is wrong with it (without what to write instead; the caller adds that).</summary>
    public abstract bool TryRead(Node node, out T value, out string complaint);

    /// <summary>The value as TOML.</summary>
    public abstract string Write(T value);

    /// <summary>The complaint about a value of another type.</summary>
    protected static string WrongType(Node node) => "wrong type, this is " + node.Noun;
}
