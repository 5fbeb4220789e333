using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A whole number that may be a size as well: nobody but the plugin knows which it is, so that both <c>65536</c> and <c>"64KiB"</c> are read.</summary>
internal sealed class WholeKind : Kind<long>
{
    private readonly IntegerKind _number;
    private readonly SizeKind _size;

    public WholeKind(long min, long max)
    {
        _number = new IntegerKind(min, max);
        _size = new SizeKind(min, max);
    }

    public override string Expected => _number.Expected + ", or a size such as \"64KiB\"";

    public override bool TryRead(Node node, out long value, out string complaint) =>
        node is ScalarNode { Value: string text } && char.IsAsciiDigit(text.FirstOrDefault())
            ? _size.TryRead(node, out value, out complaint)
            : _number.TryRead(node, out value, out complaint);

    public override string Write(long value) => _number.Write(value);
}
