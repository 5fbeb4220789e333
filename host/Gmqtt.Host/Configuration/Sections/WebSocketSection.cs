using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Listeners.WebSocketOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[listeners.websocket]</c> table.</summary>
internal static class WebSocketSection
{
    private static readonly WordsKind<string> Paths = new(
        "a path such as \"/mqtt\", or several: [\"/mqtt\", \"/\"]", text => (text.StartsWith('/'), text), text => text, atLeastOne: true, singleIsText: true);

    private static readonly WordsKind<string> Origins = new(
        "origins such as [\"https://example.com\"], or [\"*\"]", text => (text == "*" || IsOrigin(text), text), text => text);

    public static readonly Section<WebSocketOptions> Rows = new(
        () => new WebSocketOptions(),
        K.Of("path", Paths, o => o.Paths,
            (o, v) => o with { Paths = v }, Reload.NewConnections, "The request path, or several, that are MQTT; all others get 404."),
        K.Of("origins", Origins, o => o.Origins, (o, v) => o with { Origins = v }, Reload.NewConnections,
            "Web pages that may connect. Empty: only pages from this very host and port. Programs that are no browser are not asked."));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.AbsolutePath == "/" && !text.EndsWith('/');
}
