using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>An array of texts; in a variable or an option, texts with commas between them.</summary>
internal sealed class TextListKind : Kind<IReadOnlyList<string>>
{
    private readonly TextKind _item;

    public TextListKind(string expected, Func<string, string?>? rule = null)
    {
        Expected = expected;
        _item = new TextKind(expected, rule);
    }

    public override string Expected { get; }

    public override bool TryRead(Node node, out IReadOnlyList<string> value, out string complaint)
    {
        var texts = new List<string>();
        value = texts;
        complaint = WrongType(node);
        var items = node switch
        {
            ListNode list => list.Items,
            ScalarNode { IsLoose: true } loose => [.. Split(loose.Text).Select(t => new ScalarNode(loose.Origin, t))],
            _ => (IReadOnlyList<Node>?)null,
        };
        if (items is null)
        {
            return false;
        }

        foreach (var item in items)
        {
            if (!_item.TryRead(item, out var text, out complaint))
            {
                return false;
            }

            texts.Add(text);
        }

        return true;
    }

    public override string Write(IReadOnlyList<string> value) => $"[{string.Join(", ", value.Select(TomlText.Quote))}]";

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
