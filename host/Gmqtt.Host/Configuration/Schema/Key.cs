using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A key with one value.</summary>
/// <typeparam name="T">The options that hold its value.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
internal sealed class Key<T, TValue> : Member<T>
{
    private readonly Kind<TValue> _kind;
    private readonly Func<T, string?> _print;
    private readonly Func<T, TValue, T> _with;

    /// <param name="name">The key.</param>
    /// <param name="kind">How its value is written.</param>
    /// <param name="print">Its value in some options as TOML, or null for none.</param>
    /// <param name="with">The options with another value.</param>
    /// <param name="doc">What it means.</param>
    public Key(string name, Kind<TValue> kind, Func<T, string?> print, Func<T, TValue, T> with, string doc)
        : base(name, doc)
    {
        _kind = kind;
        _print = print;
        _with = with;
    }

    public Reload Reload { get; init; }

    /// <summary>What the documentation shows for a key without a default, as TOML.</summary>
    public string Example { get; init; } = "\"\"";

    public override T Read(T target, TableNode table, string path, Reading reading)
    {
        if (table[Name] is not { } node)
        {
            return target;
        }

        var full = Join(path, Name);
        if (!_kind.TryRead(node, out var value, out var complaint))
        {
            reading.Complain(node.Origin, full, $"{complaint}; write {_kind.Expected}");
            return target;
        }

        reading.Note(full, node.Origin);
        return _with(target, value);
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _print(instance) is { } literal ? [new(Join(path, Name), literal, reading.OriginOf(Join(path, Name)), Reload)] : [];

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer) =>
        writer.Key(new KeyDoc(Name, Doc, _kind.Expected, _print(instance), _print(blank), Example, Reload));
}
