namespace Gmqtt.Host.Configuration.Schema;

/// <summary>Collects the names of all keys, to recognise one that stands in the wrong place.</summary>
internal sealed class KeyNames : ISchemaWriter
{
    private readonly List<string> _paths = [];
    private TableDoc _table = new("", "");

    private KeyNames()
    {
    }

    public static IReadOnlyList<string> Of<T>(Section<T> section)
        where T : class
    {
        var names = new KeyNames();
        section.Describe(null, "", names);
        return [.. names._paths.Distinct()];
    }

    public void Table(TableDoc table) => _table = table;

    public void Key(KeyDoc key)
    {
        if (!_table.IsExample)
        {
            _paths.Add(_table.Path.Length == 0 ? key.Name : $"{_table.Path}.{key.Name}");
        }
    }
}
