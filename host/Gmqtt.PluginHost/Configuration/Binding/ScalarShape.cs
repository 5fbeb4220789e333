using Gmqtt.Configuration;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>One value.</summary>
internal sealed class ScalarShape : Shape
{
    private readonly Kind<object> _kind;

    private ScalarShape(Kind<object> kind) => _kind = kind;

    public static ScalarShape? For(Type type) => ScalarKinds.For(Nullable.GetUnderlyingType(type) ?? type) is { } kind ? new ScalarShape(kind) : null;

    public override string Expected(string path) => _kind.Expected;

    public override object? Read(Node node, string path, object? initial, List<Problem> problems)
    {
        if (_kind.TryRead(node, out var value, out var complaint))
        {
            return value;
        }

        problems.Add(new Problem(node.Origin, path, $"{complaint}; write {_kind.Expected}"));
        return null;
    }
}
