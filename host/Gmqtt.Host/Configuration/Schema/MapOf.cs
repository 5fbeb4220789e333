using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A table whose keys are names that the user chooses, with a value of one kind for each.</summary>
/// <typeparam name="T">The options that hold it.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
internal sealed class MapOf<T, TValue> : Member<T>
{
    private readonly Kind<TValue> _kind;
    private readonly Func<T, IReadOnlyDictionary<string, TValue>> _get;
    private readonly Func<T, IReadOnlyDictionary<string, TValue>, T> _with;
    private readonly (string Name, TValue Value) _example;

    public MapOf(
        string name,
        Kind<TValue> kind,
        Func<T, IReadOnlyDictionary<string, TValue>> get,
        Func<T, IReadOnlyDictionary<string, TValue>, T> with,
        (string Name, TValue Value) example,
        string doc)
        : base(name, doc)
    {
        _kind = kind;
        _get = get;
        _with = with;
        _example = example;
    }

    public override T Read(T target, TableNode table, string path, Reading reading)
    {
        var full = Join(path, Name);
        if (table[Name] is null or TableNode)
        {
            var map = new Dictionary<string, TValue>(StringComparer.OrdinalIgnoreCase);
            ReadInto(map, "", table[Name] as TableNode, full, reading);
            return map.Count == 0 ? target : _with(target, map);
        }

        reading.Complain(table[Name]!.Origin, full, $"wrong type, this is {table[Name]!.Noun}; write a table: [{full}]");
        return target;
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _get(instance).Select(e => (Path: Join(Join(path, Name), e.Key), e.Value))
            .Select(e => new EffectiveValue(e.Path, _kind.Write(e.Value), reading.OriginOf(e.Path), Reload.AtOnce));

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer)
    {
        writer.Table(new TableDoc(Join(path, Name), Doc, IsExample: true));
        writer.Key(new KeyDoc(_example.Name, "For example:", _kind.Expected, null, null, _kind.Write(_example.Value), Reload.AtOnce));
    }

    /// <summary>A name with dots may stand in quotes or not: without, TOML makes tables of it, and they are put together again here.</summary>
    private void ReadInto(Dictionary<string, TValue> map, string prefix, TableNode? table, string path, Reading reading)
    {
        foreach (var (name, node) in table?.Children ?? new Dictionary<string, Node>())
        {
            var key = Join(prefix, name);
            if (node is TableNode inner)
            {
                ReadInto(map, key, inner, path, reading);
            }
            else if (_kind.TryRead(node, out var value, out var complaint))
            {
                map[key] = value;
                reading.Note(Join(path, key), node.Origin);
            }
            else
            {
                reading.Complain(node.Origin, Join(path, key), $"{complaint}; write {_kind.Expected}");
            }
        }
    }
}
