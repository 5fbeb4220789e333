using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api.Access;

/// <summary>Finds out who calls, by the bearer token (gRPC: in the metadata <c>authorization</c>) or by the client certificate.</summary>
internal sealed class Authentication(AddressLimits limits, ILogger logger)
{
    private const string Bearer = "Bearer";
    private volatile TokenTable _tokens = TokenTable.Empty;

    /// <summary>Callers that come from now on go by this table.</summary>
    public void Exchange(TokenTable tokens) => _tokens = tokens;

    /// <summary>Puts the caller's identity into <see cref="HttpContext.User"/>; who shows nothing, or something wrong, stays without.</summary>
    /// <returns>False for an address that has shown too many wrong tokens: what it shows now is not looked at.</returns>
    public bool TryIdentify(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            IdentifyByCertificate(context);
            return true;
        }

        var address = context.Connection.RemoteIpAddress;
        if (!limits.AllowsToken(address))
        {
            return false;
        }

        if (TokenIn(header) is { } token && _tokens.Find(token) is var (name, role))
        {
            context.User = Principal(Bearer, name, role);
            return true;
        }

        limits.CountFailure(address);
        logger.ApiTokenWrong(address?.ToString() ?? "a unix socket");
        return true;
    }

    private static void IdentifyByCertificate(HttpContext context)
    {
        // The handshake has verified it.
        if (context.Features.Get<EndpointRules>()?.CertificateRole is { } role && context.Connection.ClientCertificate is { } certificate)
        {
            context.User = Principal("Certificate", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), role);
        }
    }

    private static string? TokenIn(string header)
        => AuthenticationHeaderValue.TryParse(header, out var value) && value.Scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase) ? value.Parameter : null;

    /// <summary>A new one for each request: what a plugin adds to it must not be the next one's.</summary>
    private static ClaimsPrincipal Principal(string how, string name, ApiRole role)
        => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, RouteAccess.NameOf(role))], how));
}
