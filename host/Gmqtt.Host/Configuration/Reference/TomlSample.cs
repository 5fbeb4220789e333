using System.Text;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Host.Configuration.Sections;

namespace Gmqtt.Host.Configuration.Reference;

/// <summary>Writes the gmqtt.toml that says what is built in, every key with its comment.</summary>
internal sealed class TomlSample : ISchemaWriter
{
    private const string Head = """
        # gmqtt.toml: every key there is, with what is built in. What is left out is as it stands here.
        #
        # Durations have a unit: "250ms", "30s", "5m", "2h", "7d", or several: "1h30m". Sizes are bytes or have one: "64KiB", "1MiB".
        # A relative path is relative to the folder of this file.
        # Stronger than this file is the environment:   GMQTT__MQTT__SESSION_EXPIRY=1h   GMQTT__LISTENERS__0__ADDRESS=127.0.0.1:1883
        # and strongest the command line:               gmqttd start --set mqtt.session_expiry=1h
        # gmqttd check finds everything that is wrong with it, and lists what is less safe than what is built in.
        # gmqttd reload (or SIGHUP) applies it anew, without dropping a client.

        """;

    private const int Width = 120;
    private readonly StringBuilder _text = new(Head);
    private readonly HashSet<string> _explained = [];
    private TableDoc _table = new("", "");
    private bool _headed = true;
    private string? _furtherPath;

    private TomlSample()
    {
    }

    /// <summary>The whole file.</summary>
    public static string Write()
    {
        var sample = new TomlSample();
        RootSection.Rows.Describe(RootSection.Rows.Blank(), "", sample);
        return sample._text.ToString();
    }

    public void Table(TableDoc table)
    {
        _table = table;
        _headed = false;
        _furtherPath = table.IsFurther ? table.Path : IsUnder(_furtherPath, table.Path) ? _furtherPath : null;
    }

    public void Key(KeyDoc key)
    {
        // The second listener shows only what is different from a listener that nobody described.
        if (_furtherPath is not null && (!_table.IsPresent || key.Literal == key.Default))
        {
            return;
        }

        Header();
        if (_explained.Add($"{key.Name} {key.Doc}"))
        {
            _text.Append('\n');
            Comment(key.Doc, "# ");
            Comment($"{key.Expected}; default: {key.Default ?? "none"}; after a reload: {When(key.Reload)}", "#   ");
        }

        // A table that is not built in is shown, but commented out with all its keys.
        Line($"{key.Name} = {key.Literal ?? key.Example}", key.Literal is null || !_table.IsPresent);
    }

    private static bool IsUnder(string? parent, string path) => parent is not null && path.StartsWith(parent + ".", StringComparison.Ordinal);

    private static string When(Reload reload) => reload switch
    {
        Reload.AtOnce => "at once",
        Reload.NewConnections => "for new connections",
        _ => "at the next start",
    };

    private void Header()
    {
        if (_headed)
        {
            return;
        }

        _headed = true;
        _text.Append('\n');
        if (_explained.Add(_table.Path))
        {
            Comment(_table.Doc, "# ");
        }

        Line(_table.IsArray ? $"[[{_table.Path}]]" : $"[{_table.Path}]", !_table.IsPresent);
    }

    private void Line(string line, bool commentedOut) => _text.Append(commentedOut ? "# " : "").Append(line).Append('\n');

    private void Comment(string text, string margin)
    {
        var line = new StringBuilder(margin);
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length >= Width)
            {
                _text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(margin);
            }

            line.Append(word).Append(' ');
        }

        _text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
