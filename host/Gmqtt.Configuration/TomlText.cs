using System.Globalization;
using System.Text;
using Gmqtt.Configuration.Nodes;
using Tomlyn;

namespace Gmqtt.Configuration;

/// <summary>Writes text as TOML.</summary>
internal static class TomlText
{
    /// <summary>A basic string with its quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' or (>= '\u007f' and <= '\u009f') => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A table as a document of its own; a value from a variable or an option has the type it looks like.</summary>
    public static string Document(TableNode table) => TomlSerializer.Serialize(NodeToToml.Convert(table));

    /// <summary>A key, in quotes where it needs them.</summary>
    public static string Key(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : Quote(name);
}
