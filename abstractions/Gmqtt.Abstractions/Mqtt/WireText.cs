using System.Text;

namespace Gmqtt.Mqtt;

/// <summary>
/// What may be handed to the broker for the wire. Asked where a plugin sets it: the exception then comes out of the plugin's own line, and not out of the loop that reads the network.
/// A lone surrogate in a text that only people read is not refused, U+FFFD is sent for it.
/// </summary>
internal static class WireText
{
    /// <summary>The most that a two-byte length can state.</summary>
    internal const int MaximumBytes = 65_535;

    /// <summary>Far more than anybody can want to say, and far less than what would be no packet any more.</summary>
    private const int MostPropertyChars = 1024 * 1024;

    private const int MostBytesOfAChar = 3;

    internal static string Checked(string? text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return Fits(text) ? text : throw new ArgumentException($"longer than {MaximumBytes} bytes of UTF-8", name);
    }

    internal static string? CheckedOrNull(string? text, string name) => text is null ? null : Checked(text, name);

    internal static ReadOnlyMemory<byte>? Checked(ReadOnlyMemory<byte>? data, string name)
        => data is { Length: > MaximumBytes } ? throw new ArgumentException($"longer than {MaximumBytes} bytes", name) : data;

    /// <summary>A copy that stays as it was checked.</summary>
    internal static IReadOnlyList<UserProperty> Checked(IReadOnlyList<UserProperty>? properties, string name)
    {
        ArgumentNullException.ThrowIfNull(properties, name);
        if (properties.Count == 0) return [];
        UserProperty[] copy = [.. properties];
        if (Problem(copy) is { } problem) throw new ArgumentException(problem, name);
        if (Length(copy) > MostPropertyChars) throw new ArgumentException($"more than {MostPropertyChars} characters of User Properties", name);
        return copy;
    }

    /// <summary>What is wrong with User Properties; null when nothing is.</summary>
    internal static string? Problem(IReadOnlyList<UserProperty> properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            var (name, value) = properties[i];
            if (name is null || value is null) return "a User Property has no name or no value";
            if (!Fits(name) || !Fits(value)) return $"a User Property is longer than {MaximumBytes} bytes of UTF-8";
        }

        return null;
    }

    /// <summary>Characters in all of them.</summary>
    internal static long Length(IReadOnlyList<UserProperty> properties)
    {
        var length = 0L;
        for (var i = 0; i < properties.Count; i++) length += properties[i].Name.Length + properties[i].Value.Length;
        return length;
    }

    internal static bool Fits(string text) => text.Length * (long)MostBytesOfAChar <= MaximumBytes || Encoding.UTF8.GetByteCount(text) <= MaximumBytes;

    /// <summary>Whether a text has a UTF-8 form of its own: two names must not become one on the wire [MQTT-1.5.4-1], [MQTT-1.5.4-2].</summary>
    internal static bool IsWellFormed(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
