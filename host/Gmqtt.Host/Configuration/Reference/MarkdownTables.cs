using System.Text;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Host.Configuration.Sections;

namespace Gmqtt.Host.Configuration.Reference;

/// <summary>Writes the reference of all keys for docs/configuration.md.</summary>
internal sealed class MarkdownTables : ISchemaWriter
{
    private const string Header = "| key | what it means | what to write | default | after a reload |\n|---|---|---|---|---|\n";
    private readonly StringBuilder _text = new();
    private string? _pending = "## Top of the file\n\n" + Header;
    private bool _further;

    private MarkdownTables()
    {
    }

    /// <summary>All tables.</summary>
    public static string Write()
    {
        var tables = new MarkdownTables();
        RootSection.Rows.Describe(RootSection.Rows.Blank(), "", tables);
        return tables._text.ToString();
    }

    public void Table(TableDoc table)
    {
        _further = table.IsFurther;
        var name = table.IsArray ? $"[[{table.Path}]]" : $"[{table.Path}]";
        if (!_further)
        {
            _pending = $"\n## `{name}`\n\n{table.Doc}\n\n{Header}";
        }
    }

    public void Key(KeyDoc key)
    {
        if (_further)
        {
            return;
        }

        _text.Append(_pending);
        _pending = null;
        var value = key.Default is null or "\"\"" ? "" : $"`{key.Default}`";
        _text.Append(null, $"| `{key.Name}` | {Cell(key.Doc)} | {Cell(key.Expected)} | {value} | {When(key.Reload)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string When(Reload reload) => reload switch
    {
        Reload.AtOnce => "at once",
        Reload.NewConnections => "new connections",
        _ => "next start",
    };
}
