using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>Which upgrade requests are granted.</summary>
internal static class UpgradeRules
{
    private const string Mqtt = "mqtt";
    private const string MqttV31 = "mqttv3.1";

    /// <summary>Why not, and with which status; null to grant it.</summary>
    public static (int Status, string Reason)? Check(HttpContext context, WebSocketOptions options)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        if (!options.Paths.Contains(path))
        {
            var paths = string.Join(", ", options.Paths);
            return (StatusCodes.Status404NotFound, $"HTTP request for {Printable(path)}; MQTT over WebSocket is at {paths}");
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            return (StatusCodes.Status400BadRequest, "HTTP request that is no WebSocket (version 13) upgrade");
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsAllowed(origin, context.Request.Host, options.Origins))
        {
            return (
                StatusCodes.Status403Forbidden,
                $"a web page of {Printable(origin)} may not connect; add it to the listener's origins if it may");
        }

        // [MQTT-6.0.0-3] the client offers "mqtt".
        return SubProtocol(context) is null
            ? (StatusCodes.Status400BadRequest, "WebSocket upgrade without the subprotocol 'mqtt' (Sec-WebSocket-Protocol)")
            : null;
    }

    /// <summary>The subprotocol to answer with; null where none fits.</summary>
    public static string? SubProtocol(HttpContext context)
    {
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        return offered.Contains(Mqtt) ? Mqtt : offered.Contains(MqttV31) ? MqttV31 : null;
    }

    private static bool IsAllowed(string origin, HostString host, IReadOnlyList<string> allowed) =>
        allowed.Count == 0
            ? IsSameHost(origin, host)
            : allowed.Any(entry => entry == "*" || entry.Equals(origin, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The page came from this very machine. Only for an address or localhost: another name could be pointed here by whoever owns it, after
    /// the page was loaded (DNS rebinding).
    /// </summary>
    private static bool IsSameHost(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && (page.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(page.Host, out _));

    /// <summary>What a peer sent, as far as a log line should show it.</summary>
    private static string Printable(string text)
    {
        const int Longest = 100;
        var shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
