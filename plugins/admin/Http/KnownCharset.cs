using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Gmqtt.Admin.Http;

/// <summary>Where a body's character set is unknown to it, or stands in quotes, the framework throws what looks like a fault of the plugin.</summary>
internal static class KnownCharset
{
    internal static void Check(HttpContext context)
    {
        if (context.GetEndpoint()!.Metadata.GetMetadata<IAcceptsMetadata>() is null) return;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.Charset.HasValue) return;
        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (!IsKnown(name)) throw RequestRefusedException.BadField("body", $"the character set '{name}' is not known here: send UTF-8");
        type.Charset = name;
        context.Request.ContentType = type.ToString();
    }

    private static bool IsKnown(string name)
    {
        try
        {
            return Encoding.GetEncoding(name) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
