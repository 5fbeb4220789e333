using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.PluginHost.Api.Access;

/// <summary>
/// Stands in each plugin's pipeline between the choice of the endpoint and its call. A path without an endpoint is 401 to who has not said who he
/// is: which plugins and routes there are is nobody else's business.
/// </summary>
internal static class RouteAccess
{
    public static string NameOf(ApiRole role) => role == ApiRole.Admin ? "admin" : "viewer";

    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        if (context.User.Identity?.IsAuthenticated != true)
        {
            return ChallengeAsync(context);
        }

        return Allows(context, endpoint) ? next(context) : Problem.WriteAsync(
            context, StatusCodes.Status403Forbidden, $"'{context.User.Identity.Name}' may look, and nothing else: use a token with the role admin.");
    }

    /// <summary>Asks for a token.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        var isWrong = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = isWrong ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, isWrong
            ? "The token is not known here, or is no bearer token: send the header Authorization: Bearer TOKEN."
            : "Send the header Authorization: Bearer TOKEN. The broker's log says where the token is.");
    }

    /// <summary>What makes an endpoint escape the check, in a sentence; null when nothing does.</summary>
    public static string? FindUnguarded(IReadOnlyList<Endpoint> endpoints, bool hasAuthorization)
    {
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var metadata = endpoint.Metadata;
            var route = $"the route '/{endpoint.RoutePattern.RawText?.TrimStart('/')}'";

            // The type is internal. Routing calls such an endpoint at once, before anybody has looked at the caller.
            if (metadata.GetMetadata<IAllowAnonymous>() is null && metadata.Any(m => m.GetType().Name == "ShortCircuitMetadata"))
            {
                return $"{route} goes past authentication by ShortCircuit(): take that away, or add AllowAnonymous().";
            }

            if (!hasAuthorization && metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is not null || data.AuthenticationSchemes is not null))
            {
                return $"{route} asks for an authorization policy or scheme that nobody checks: call AddAuthorization in ConfigureServices, or name only Roles.";
            }
        }

        return null;
    }

    private static bool Allows(HttpContext context, Endpoint? endpoint)
    {
        var roles = endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Roles).OfType<string>().ToList() ?? [];
        return roles.Count > 0
            ? roles.TrueForAll(names => names.Split(',', StringSplitOptions.TrimEntries).Any(context.User.IsInRole))
            : context.User.IsInRole(NameOf(ApiRole.Admin)) || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
    }
}
