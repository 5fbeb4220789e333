using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gmqtt.Admin.Http;

/// <summary>
/// A part of the path as it was sent. The server decodes a path once and leaves %2F alone, so that a slash within a client identifier cannot be told from the three characters;
/// the request line can.
/// </summary>
internal static class RawSegment
{
    /// <summary>The segment of that index, decoded; the route's own value where the request line has none.</summary>
    internal static string Read(HttpContext context, int index, string routeValue)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var segments = (query < 0 ? target : target[..query]).Split('/');
        // Dot segments shift the places, and then the two do not agree; nor do they where the identifier has a percent sign of its own, which the route's value has right.
        return index < segments.Length && Unescape(segments[index]) is { } raw && raw == Unescape(routeValue) ? raw : routeValue;
    }

    private static string? Unescape(string segment)
    {
        try
        {
            return Uri.UnescapeDataString(segment);
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
