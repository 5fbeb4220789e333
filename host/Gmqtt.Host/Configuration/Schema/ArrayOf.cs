using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>Tables under a header that may be repeated.</summary>
/// <typeparam name="T">The options that hold them.</typeparam>
/// <typeparam name="TItem">The options each becomes.</typeparam>
internal sealed class ArrayOf<T, TItem> : Member<T>
    where TItem : class
{
    private readonly Section<TItem> _section;
    private readonly Func<T, IReadOnlyList<TItem>> _get;
    private readonly Func<T, IReadOnlyList<TItem>, T> _with;

    public ArrayOf(string name, Section<TItem> section, Func<T, IReadOnlyList<TItem>> get, Func<T, IReadOnlyList<TItem>, T> with, string doc)
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
            case ListNode list when list.Items.All(i => i is TableNode):
                return _with(target, [.. list.Items.Cast<TableNode>().Select((item, i) => _section.Read(item, $"{full}.{i}", reading))]);
            case var other:
                reading.Complain(other.Origin, full, $"wrong type, this is {other.Noun}; write a repeatable table: [[{full}]]");
                return target;
        }
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _get(instance).SelectMany((item, i) => _section.List(item, $"{Join(path, Name)}.{i}", reading));

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer)
    {
        var full = Join(path, Name);
        var items = _get(instance);
        writer.Table(new TableDoc(full, Doc, IsArray: true, IsPresent: items.Count > 0));
        _section.Describe(items.Count > 0 ? items[0] : null, full, writer);
        foreach (var item in items.Skip(1))
        {
            writer.Table(new TableDoc(full, Doc, IsArray: true, IsFurther: true));
            _section.Describe(item, full, writer);
        }
    }
}
