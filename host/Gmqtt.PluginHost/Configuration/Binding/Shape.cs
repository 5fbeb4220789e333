using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>How a type of a plugin's options is written in TOML. Made for one binding and forgotten with it.</summary>
internal abstract class Shape
{
    /// <summary>The shape of a type; null for one that no value can become.</summary>
    public static Shape? Of(Type type) => ScalarShape.For(type) ?? ListShape.For(type) ?? MapShape.For(type) ?? (Shape?)TableShape.For(type);

    /// <summary>What to write, for a complaint.</summary>
    /// <param name="path">Where it would stand.</param>
    public abstract string Expected(string path);

    /// <summary>The value that was written; null when it is wrong, which is then among the problems.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="path">Its key with its tables.</param>
    /// <param name="initial">What the plugin has there when nothing is written, or null.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public abstract object? Read(Node node, string path, object? initial, List<Problem> problems);

    /// <summary>Reads a value of a type that may have no shape.</summary>
    public static object? Read(Type type, Node node, string path, Func<object?> initial, List<Problem> problems)
    {
        var shape = Of(type);
        if (shape is not null)
        {
            return shape.Read(node, path, shape is TableShape ? initial() : null, problems);
        }

        problems.Add(new Problem(node.Origin, path, $"cannot be set; the plugin's type for it, {type.Name}, is none that can be read, which is the plugin's mistake; leave the key out"));
        return null;
    }

    protected object? WrongType(Node node, string path, List<Problem> problems)
    {
        problems.Add(new Problem(node.Origin, path, $"wrong type, this is {node.Noun}; write {Expected(path)}"));
        return null;
    }
}
