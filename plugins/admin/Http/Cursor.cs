using System.Buffers.Text;
using System.Text;

namespace Gmqtt.Admin.Http;

/// <summary>A row's place in its list, as a text for addresses. It names the row by its key, so that rows that come and go move no page.</summary>
internal static class Cursor
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal static string Encode(params string[] parts) => string.Join('.', parts.Select(p => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(p))));

    /// <summary>The parts, or null when it is no cursor.</summary>
    internal static string[]? Decode(string text)
    {
        try
        {
            return [.. text.Split('.').Select(p => Strict.GetString(Base64Url.DecodeFromChars(p)))];
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
