using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Gmqtt.Protocol.Wire;

/// <summary>
/// The rules for UTF-8 Encoded Strings (MQTT 5.0, 1.5.4). Bytes are judged as bytes: decoding first would replace bad sequences, and
/// two different names would become one. U+FEFF is an ordinary character and is kept [MQTT-1.5.4-3].
/// </summary>
public static class Utf8Rules
{
    /// <summary>The longest string the two-byte length can state.</summary>
    public const int MaximumBytes = 65_535;

    // U+0001..U+001F, U+007F..U+009F and the noncharacters of the basic plane.
    private static readonly SearchValues<char> ControlsAndNoncharacters = SearchValues.Create(Discouraged());

    /// <summary>Whether the bytes are well-formed UTF-8 without U+0000 [MQTT-1.5.4-1], [MQTT-1.5.4-2].</summary>
    /// <param name="bytes">The string without its length prefix.</param>
    /// <returns>False when the packet is malformed.</returns>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        return !bytes.Contains((byte)0) && Utf8.IsValid(bytes);
    }

    /// <summary>Whether a string of this process may be written to the wire: no U+0000, no lone surrogate, not over 65 535 bytes.</summary>
    /// <param name="text">A string from configuration, a plugin or the broker itself.</param>
    /// <returns>True when the encoders accept it and a peer will.</returns>
    public static bool IsEncodable(string text)
    {
        if (text.Contains('\0') || Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }

    /// <summary>
    /// Whether the text holds control characters or noncharacters. The specification only discourages them, so decoders accept them
    /// and a policy asks here: in a Client Identifier, user name or topic they forge log lines and headers.
    /// </summary>
    /// <param name="text">A decoded string.</param>
    /// <returns>True for U+0001..U+001F, U+007F..U+009F, U+FDD0..U+FDEF and every code point that ends in FFFE or FFFF.</returns>
    public static bool ContainsControl(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(ControlsAndNoncharacters))
        {
            return true;
        }

        for (int i = text.IndexOfAnyInRange('\uDC00', '\uDFFF'); i > 0 && i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]) && (char.ConvertToUtf32(text[i - 1], text[i]) & 0xFFFE) == 0xFFFE)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same question about bytes that are valid UTF-8, without decoding them.</summary>
    /// <param name="utf8">Bytes for which <see cref="IsValid"/> holds.</param>
    /// <returns>True when a control character or noncharacter is inside.</returns>
    public static bool ContainsControl(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            int value = rune.Value;
            if (value is <= 0x1F or (>= 0x7F and <= 0x9F) or (>= 0xFDD0 and <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE)
            {
                return true;
            }

            utf8 = utf8[consumed..];
        }

        return false;
    }

    /// <summary>What is written for a string of this process: U+0000 is never emitted [MQTT-1.5.4-2], U+FFFD stands for it as for a lone surrogate.</summary>
    internal static string WithoutNull(string text)
    {
        return text.Contains('\0') ? text.Replace('\0', '\uFFFD') : text;
    }

    private static string Discouraged()
    {
        IEnumerable<int> points = Enumerable.Range(0x00, 0x20).Concat(Enumerable.Range(0x7F, 0x21))
            .Concat(Enumerable.Range(0xFDD0, 0x20)).Concat([0xFFFE, 0xFFFF]);
        return string.Concat(points.Select(point => (char)point));
    }
}
