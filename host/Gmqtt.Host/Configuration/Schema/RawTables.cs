using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A table of tables that are kept as they were written, because only a plugin knows their keys.</summary>
/// <typeparam name="T">The options that hold them.</typeparam>
internal sealed class RawTables<T> : Member<T>
{
    private static readonly string[] SecretNames = ["password", "secret", "token", "credential", "private_key", "api_key"];
    private readonly Func<T, IReadOnlyDictionary<string, PluginTable>> _get;
    private readonly Func<T, IReadOnlyDictionary<string, PluginTable>, T> _with;
    private readonly IReadOnlyList<KeyDoc> _shown;

    /// <param name="name">The table of the tables.</param>
    /// <param name="get">Takes them out of the options.</param>
    /// <param name="with">Puts them there.</param>
    /// <param name="doc">What they are for.</param>
    /// <param name="shown">The keys that the documentation shows in one of them.</param>
    public RawTables(
        string name,
        Func<T, IReadOnlyDictionary<string, PluginTable>> get,
        Func<T, IReadOnlyDictionary<string, PluginTable>, T> with,
        string doc,
        IReadOnlyList<KeyDoc> shown)
        : base(name, doc)
    {
        _get = get;
        _with = with;
        _shown = shown;
    }

    public override T Read(T target, TableNode table, string path, Reading reading)
    {
        var full = Join(path, Name);
        switch (table[Name])
        {
            case null:
                return target;
            case TableNode tables:
                foreach (var (name, node) in tables.Children.Where(c => c.Value is not TableNode))
                {
                    reading.Complain(node.Origin, Join(full, name), $"wrong type, this is {node.Noun}; write a table: [{full}.{name}]");
                }

                return _with(target, tables.Children.Where(c => c.Value is TableNode).ToDictionary(c => c.Key, c => new PluginTable(c.Key, (TableNode)c.Value)));
            case var other:
                reading.Complain(other.Origin, full, $"wrong type, this is {other.Noun}; write one table for each: [{full}.name]");
                return target;
        }
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _get(instance).Values.SelectMany(t => Leaves($"{Join(path, Name)}.{TomlText.Key(t.Name)}", t.Table));

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer)
    {
        writer.Table(new TableDoc($"{Join(path, Name)}.auth", Doc, IsPresent: false, IsExample: true));
        foreach (var key in _shown)
        {
            writer.Key(key);
        }
    }

    private static IEnumerable<EffectiveValue> Leaves(string path, Node node) => node switch
    {
        TableNode table => table.Children.SelectMany(c => Leaves(Join(path, TomlText.Key(c.Key)), c.Value)),
        ListNode list when list.Items.Any(i => i is TableNode) => list.Items.SelectMany((item, i) => Leaves($"{path}.{i}", item)),
        _ => [new EffectiveValue(path, IsSecret(path) ? "\"***\"" : Literal(node), node.Origin, Reload.AtOnce)],
    };

    /// <summary>Guesses by the name, as the schema of a plugin is not known here; a file's name is no secret.</summary>
    private static bool IsSecret(string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        return !name.EndsWith("_file", StringComparison.Ordinal) && SecretNames.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase));
    }

    private static string Literal(Node node) => node switch
    {
        ListNode list => $"[{string.Join(", ", list.Items.Select(Literal))}]",
        ScalarNode scalar when NodeToToml.Typed(scalar) is ScalarNode { Value: not string } typed => typed.Text,
        ScalarNode scalar => TomlText.Quote(scalar.Text),
        _ => "{...}",
    };
}
