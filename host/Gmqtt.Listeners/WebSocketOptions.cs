namespace Gmqtt.Listeners;

/// <summary>The <c>[listeners.websocket]</c> table.</summary>
public sealed record WebSocketOptions
{
    /// <summary>Request paths that are upgraded, compared exactly; all others get 404.</summary>
    public IReadOnlyList<string> Paths { get; init; } = ["/mqtt"];

    /// <summary>
    /// Web pages that may connect, as <c>https://host[:port]</c>; <c>*</c> for all. Empty: only pages from the same IP address, or from
    /// localhost, as the broker is called by; a name could be pointed here by whoever owns it. Programs send no Origin header and are not asked.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
