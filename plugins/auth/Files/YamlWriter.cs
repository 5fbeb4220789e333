using System.Text;
using System.Text.RegularExpressions;

namespace Gmqtt.Auth.Files;

/// <summary>Writes texts so that every YAML reader reads them back as texts.</summary>
internal static partial class YamlWriter
{
    /// <summary>A text as it is written, quoted where it could be taken for something else.</summary>
    internal static string Quoted(string text)
    {
        if (PlainText().IsMatch(text) && !SpecialWord().IsMatch(text)) return text;
        // Between single quotes a line's end would be read as a blank.
        return text.Any(NeedsEscape) ? $"\"{string.Concat(text.Select(Escaped))}\"" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Texts in one line.</summary>
    internal static string List(IReadOnlyList<string> texts) => texts.Count == 1 ? Quoted(texts[0]) : $"[{string.Join(", ", texts.Select(Quoted))}]";

    /// <summary>Adds <c>key: value</c> in a line of its own.</summary>
    internal static StringBuilder Line(this StringBuilder yaml, string indent, string key, string value) => yaml.Append(indent).Append(key).Append(": ").Append(value).Append('\n');

    private static bool NeedsEscape(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF';

    private static string Escaped(char c) => NeedsEscape(c) ? $"\\u{(int)c:X4}" : c is '"' or '\\' ? $"\\{c}" : c.ToString();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.@/-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex PlainText();

    [GeneratedRegex("^(null|true|false|yes|no|on|off|y|n)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex SpecialWord();
}
