using System.Globalization;
using System.Text;

namespace Gmqtt.Host.Logging;

/// <summary>
/// Keeps what clients send from acting on the terminal or forging a line: control characters (line ends, ANSI's ESC, the C1 set with its
/// one-character CSI), line separators, and the characters that turn the direction of text or hide in it are written as <c>\uXXXX</c>.
/// </summary>
internal static class SafeText
{
    /// <summary>Whether a character must not reach a terminal as it is.</summary>
    public static bool IsUnsafe(char c) => c switch
    {
        < ' ' or (>= '\u007f' and <= '\u009f') => true,
        '\u00ad' or '\u061c' or '\ufeff' => true,
        (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2060' and <= '\u206f') => true,
        _ => false,
    };

    /// <summary>Appends text with its unsafe characters escaped.</summary>
    public static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (IsUnsafe(c))
            {
                Escape(line, c);
            }
            else
            {
                line.Append(c);
            }
        }
    }

    /// <summary>
    /// Appends a value. In quotes when it holds what separates values, so that a client called <c>x user=admin</c> is not read as two.
    /// </summary>
    public static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && !value.Any(c => c is ' ' or '"' or '\\' or '=' || IsUnsafe(c)))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                line.Append('\\').Append(c);
            }
            else
            {
                Append(line, [c]);
            }
        }

        line.Append('"');
    }

    private static void Escape(StringBuilder line, char c) => _ = c switch
    {
        '\n' => line.Append("\\n"),
        '\r' => line.Append("\\r"),
        '\t' => line.Append("\\t"),
        _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
