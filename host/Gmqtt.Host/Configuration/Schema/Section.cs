using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>The rows of one table, in the order gmqtt.toml shows them.</summary>
/// <typeparam name="T">The options the table becomes.</typeparam>
internal sealed class Section<T>
    where T : class
{
    private readonly Func<T> _blank;

    /// <param name="blank">Makes options as they are built in: the one place where defaults are written down.</param>
    /// <param name="members">The rows.</param>
    public Section(Func<T> blank, params IReadOnlyList<Member<T>> members)
    {
        _blank = blank;
        Members = members;
    }

    public IReadOnlyList<Member<T>> Members { get; }

    /// <summary>Keys that gmqtt had and that mean nothing here, each with the sentence that says what replaces it.</summary>
    public IReadOnlyDictionary<string, string> Gone { get; init; } = new Dictionary<string, string>();

    /// <summary>Rules between the keys of this table: the options, the table's path, and where to complain.</summary>
    public Action<T, string, Reading>? Check { get; init; }

    /// <summary>Options as they are built in.</summary>
    public T Blank() => _blank();

    /// <summary>Reads a table.</summary>
    public T Read(TableNode table, string path, Reading reading)
    {
        reading.Note(path, table.Origin);
        var names = Members.SelectMany(m => m.Names).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, node) in table.Children.Where(c => !names.Contains(c.Key)))
        {
            var full = path.Length == 0 ? name : $"{path}.{name}";
            reading.Complain(node.Origin, full, Gone.GetValueOrDefault(name) ?? UnknownKey.Explain(name, names, reading.KnownPaths));
        }

        var before = reading.Problems.Count;
        var options = Members.Aggregate(_blank(), (o, member) => member.Read(o, table, path, reading));

        // A key that could not be read would only be contradicted by its own default.
        if (reading.Problems.Count == before)
        {
            Check?.Invoke(options, path, reading);
        }

        return options;
    }

    /// <summary>Lists what is in force.</summary>
    public IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) => Members.SelectMany(m => m.List(instance, path, reading));

    /// <summary>Describes the rows.</summary>
    public void Describe(T? instance, string path, ISchemaWriter writer)
    {
        var blank = _blank();
        foreach (var member in Members)
        {
            member.Describe(instance ?? blank, blank, path, writer);
        }
    }
}
