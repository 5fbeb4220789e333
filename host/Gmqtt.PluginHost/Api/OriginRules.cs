using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gmqtt.PluginHost.Api;

/// <summary>
/// Keeps a page of another site from changing anything: a browser sends its POST without asking first, to loopback addresses too. Programs
/// send neither of the two headers and are not concerned.
/// </summary>
internal sealed class OriginRules(IReadOnlyList<string> allowed)
{
    public bool Allows(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var origin = request.Headers[HeaderNames.Origin].ToString();
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" or "none" => true,
            "" => origin.Length == 0 || IsOwn(origin, request.Host) || IsAllowed(origin),
            _ => IsAllowed(origin),
        };
    }

    private static bool IsOwn(string origin, HostString host)
        => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);

    private bool IsAllowed(string origin) => allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
