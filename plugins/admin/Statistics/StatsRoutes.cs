using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Statistics;

/// <summary>Counters over REST.</summary>
internal static class StatsRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, StatsAdmin stats, TopClients top)
    {
        routes.MapGet("/v1/stats", stats.Get).WithSummary("Counters of the broker");
        routes.MapGet("/v1/stats/top", (string? by, int? limit) => top.Find(by, limit)).WithSummary("The biggest queues and the slowest subscribers");
    }
}
