using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>A kind whose values become what reflection can put into a property.</summary>
/// <typeparam name="T">What the inner kind reads.</typeparam>
internal sealed class BoxedKind<T> : Kind<object>
    where T : notnull
{
    private readonly Kind<T> _inner;
    private readonly Func<T, object> _box;

    public BoxedKind(Kind<T> inner, Func<T, object> box)
    {
        _inner = inner;
        _box = box;
    }

    public override string Expected => _inner.Expected;

    public override bool TryRead(Node node, out object value, out string complaint)
    {
        var ok = _inner.TryRead(node, out var read, out complaint);
        value = ok ? _box(read) : "";
        return ok;
    }

    public override string Write(object value) => _inner.Write((T)value);
}
