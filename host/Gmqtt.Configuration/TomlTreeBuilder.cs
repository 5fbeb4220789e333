using Gmqtt.Configuration.Nodes;
using Tomlyn.Syntax;

namespace Gmqtt.Configuration;

/// <summary>Walks Tomlyn's syntax tree into nodes: headers and dotted keys become tables, and the first of two equal keys stays.</summary>
internal sealed class TomlTreeBuilder
{
    /// <summary>Dotted keys nest without brackets, so the parser's own limit does not see them; ours must, because tables are walked recursively.</summary>
    private const int MaxDepth = 64;

    private readonly string _file;
    private readonly int _firstBadLine;

    public TomlTreeBuilder(string file, int firstBadLine)
    {
        _file = file;
        _firstBadLine = firstBadLine;
    }

    public TableNode Build(DocumentSyntax document)
    {
        var root = new TableNode(new Origin(OriginKind.File, _file, 1, 1));
        AddAll(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            if (table.Name is null || !IsSound(table))
            {
                break;
            }

            AddAll(Open(root, table), table.Items);
        }

        return root;
    }

    private void AddAll(TableNode table, SyntaxList<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            if (pair.Key is null || pair.Value is null || !IsSound(pair))
            {
                return;
            }

            var path = Parts(pair.Key);
            var origin = At(pair.Key);
            var last = Descend(table, path.AsSpan()[..^1], origin);
            last[path[^1]] ??= Convert(pair.Value, origin);
        }
    }

    private TableNode Open(TableNode root, TableSyntaxBase syntax)
    {
        var path = Parts(syntax.Name!);
        var origin = At(syntax.Name!);
        var parent = Descend(root, path.AsSpan()[..^1], origin);
        if (syntax is not TableArraySyntax)
        {
            return Descend(parent, path.AsSpan()[^1..], origin);
        }

        parent[path[^1]] ??= new ListNode(origin);
        var item = new TableNode(origin);
        (parent[path[^1]] as ListNode)?.Items.Add(item);
        return item;
    }

    /// <summary>The table under a path; <c>[listeners.tls]</c> belongs to the last <c>[[listeners]]</c>. What cannot be entered was reported as set twice.</summary>
    private static TableNode Descend(TableNode table, ReadOnlySpan<string> path, Origin origin)
    {
        foreach (var name in path)
        {
            var next = table[name] is ListNode { Items: [.., var lastItem] } ? lastItem : table[name] ??= new TableNode(origin);
            table = next as TableNode ?? new TableNode(origin);
        }

        return table;
    }

    private Node Convert(ValueSyntax value, Origin origin)
    {
        switch (value)
        {
            case ArraySyntax array:
                var list = new ListNode(origin);
                list.Items.AddRange(array.Items.Where(i => i.Value is not null).Select(i => Convert(i.Value!, At(i))));
                return list;
            case InlineTableSyntax inline:
                var table = new TableNode(origin);
                foreach (var pair in inline.Items.Select(i => i.KeyValue).Where(p => p?.Key is not null && p.Value is not null))
                {
                    var path = Parts(pair!.Key!);
                    Descend(table, path.AsSpan()[..^1], At(pair.Key!))[path[^1]] ??= Convert(pair.Value!, At(pair.Key!));
                }

                return table;
            default:
                return new ScalarNode(origin, Scalar(value));
        }
    }

    private static object Scalar(ValueSyntax value) => value switch
    {
        StringValueSyntax text => text.Value ?? "",
        IntegerValueSyntax integer => integer.Value,
        FloatValueSyntax real => real.Value,
        BooleanValueSyntax truth => truth.Value,
        DateTimeValueSyntax time => time.Value,
        _ => value.ToString(),
    };

    private static string[] Parts(KeySyntax key) =>
        [.. key.DotKeys.Select(d => d.Key).Prepend(key.Key).Take(MaxDepth).Select(Name)];

    private static string Name(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private bool IsSound(SyntaxNode node) => node.Span.Start.Line + 1 < _firstBadLine;

    private Origin At(SyntaxNode node) => new(OriginKind.File, _file, node.Span.Start.Line + 1, node.Span.Start.Column + 1);
}
