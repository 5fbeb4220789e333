using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>Any text, unless a rule narrows it.</summary>
internal sealed class TextKind : Kind<string>
{
    private readonly Func<string, string?>? _rule;

    /// <param name="expected">What to write.</param>
    /// <param name="rule">Says what is wrong with a text, or null.</param>
    public TextKind(string expected = "a string", Func<string, string?>? rule = null)
    {
        Expected = expected;
        _rule = rule;
    }

    public override string Expected { get; }

    public override bool TryRead(Node node, out string value, out string complaint)
    {
        value = "";
        complaint = WrongType(node);
        if (node is not ScalarNode { Value: string text })
        {
            return false;
        }

        value = text;
        complaint = _rule?.Invoke(text) ?? "";
        return complaint.Length == 0;
    }

    public override string Write(string value) => TomlText.Quote(value);
}
