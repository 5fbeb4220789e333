using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gmqtt.Admin.Dashboard;

/// <summary>What a browser is told about the plugin's pages: they run their own scripts only, and nobody else's page may show them.</summary>
internal static class PageHeaders
{
    /// <summary>For the dashboard, whose MQTT client speaks to the broker's WebSocket listeners: other ports of the same host.</summary>
    internal static void Dashboard(HttpContext context)
    {
        var host = context.Request.Host.Host;
        // What stands there came with the request: only the characters of a name or an address get into the header.
        var isPlain = host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']');
        var sockets = isPlain ? $" ws://{host}:* wss://{host}:*" : "";
        Set(context.Response, $"script-src 'self'; style-src 'self'; connect-src 'self'{sockets}; manifest-src 'self'");
    }

    /// <summary>For the page of the API, whose script makes style elements.</summary>
    internal static void ApiPage(HttpContext context) => Set(context.Response, "script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'");

    private static void Set(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; {policy}; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers[HeaderNames.CacheControl] = "no-cache"; // kept, but asked for with its ETag each time: a reloaded plugin is seen at once
    }
}
