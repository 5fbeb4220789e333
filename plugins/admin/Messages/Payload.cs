using System.Text;
using System.Text.Json;

namespace Gmqtt.Admin.Messages;

/// <summary>The bytes of a message, as far as they are shown.</summary>
/// <param name="Size">All of them.</param>
/// <param name="Text">As text; null when they are none.</param>
/// <param name="Json">Whether all of them are JSON.</param>
/// <param name="Base64">The bytes.</param>
/// <param name="Truncated">Whether some are left out.</param>
internal sealed record Payload(int Size, string? Text, bool Json, string Base64, bool Truncated)
{
    private const int LongestCharacter = 4; // bytes of UTF-8
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal static Payload Of(ReadOnlySpan<byte> bytes, int limit)
    {
        var shown = bytes.Length <= limit ? bytes : bytes[..limit];
        var isTruncated = shown.Length < bytes.Length;
        return new Payload(bytes.Length, TextOf(shown, isTruncated), !isTruncated && IsJson(bytes), Convert.ToBase64String(shown), isTruncated);
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes, bool isTruncated)
    {
        // The cut may have gone through a character: leave its beginning out.
        for (var left = 0; left < (isTruncated ? LongestCharacter : 1) && left <= bytes.Length; left++)
        {
            try
            {
                return Strict.GetString(bytes[..^left]);
            }
            catch (ArgumentException)
            {
                continue;
            }
        }

        return null;
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return false;
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
