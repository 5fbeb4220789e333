using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A table inside a table.</summary>
/// <typeparam name="T">The options that hold it.</typeparam>
/// <typeparam name="TChild">The options it becomes; null while it is absent, unless it always exists.</typeparam>
internal sealed class TableOf<T, TChild> : Member<T>
    where TChild : class
{
    private readonly Section<TChild> _section;
    private readonly Func<T, TChild?> _get;
    private readonly Func<T, TChild, T> _with;

    public TableOf(string name, Section<TChild> section, Func<T, TChild?> get, Func<T, TChild, T> with, string doc)
        : base(name, doc)
    {
        _section = section;
        _get = get;
        _with = with;
    }

    public override T Read(T target, TableNode table, string path, Reading reading)
    {
        var full = Join(path, Name);
        switch (table[Name])
        {
            case null:
                return target;
            case TableNode child:
                return _with(target, _section.Read(child, full, reading));
            case var other:
                reading.Complain(other.Origin, full, $"wrong type, this is {other.Noun}; write a table: [{full}]");
                return target;
        }
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _get(instance) is { } child ? _section.List(child, Join(path, Name), reading) : [];

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer)
    {
        writer.Table(new TableDoc(Join(path, Name), Doc, IsPresent: _get(instance) is not null));
        _section.Describe(_get(instance), Join(path, Name), writer);
    }
}
