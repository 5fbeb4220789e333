using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gmqtt.PluginHost.Api;

/// <summary>Finds routes that no request can reach, because none of the plugin's prefixes leads to them.</summary>
internal static class RouteReach
{
    /// <summary>The first of them, in a sentence; null when all are reached.</summary>
    public static string? FindUnreachable(IReadOnlyList<Endpoint> endpoints, IReadOnlyList<PathPrefix> prefixes)
    {
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern;
            if (!prefixes.Any(prefix => IsReached(pattern, prefix)))
            {
                return $"the route '/{pattern.RawText?.TrimStart('/')}' is under none of the plugin's prefixes ({string.Join(", ", prefixes)}): "
                    + "name the prefix in Map, or move the route.";
            }
        }

        return null;
    }

    /// <summary>A parameter may be anything; a literal has to be the prefix's.</summary>
    private static bool IsReached(RoutePattern pattern, PathPrefix prefix)
    {
        var wanted = prefix.Text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (i >= pattern.PathSegments.Count)
            {
                return false;
            }

            switch (pattern.PathSegments[i].Parts)
            {
                case [RoutePatternLiteralPart literal] when !literal.Content.Equals(wanted[i], StringComparison.OrdinalIgnoreCase):
                    return false;
                case [RoutePatternParameterPart { IsCatchAll: true }]:
                    return true;
            }
        }

        return true;
    }
}
