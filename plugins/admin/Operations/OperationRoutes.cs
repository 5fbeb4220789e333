using System.Security.Claims;
using Gmqtt.Admin.Json;
using Gmqtt.Plugins;
using Gmqtt.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Operations;

/// <summary>What who runs the broker asks it: is it well, what is it set to, where does it listen.</summary>
internal static class OperationRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, IPluginContext plugin)
    {
        var server = plugin.Server;
        routes.MapGet("/healthz", () => new Liveness("ok")).AllowAnonymous().WithSummary("Whether the process answers");
        routes.MapGet("/readyz", Results<Ok<Readiness>, JsonHttpResult<Readiness>> () => Ready(server.Health)).AllowAnonymous()
            .WithSummary("Whether the broker serves clients; 503 while it does not");
        routes.MapGet("/v1/health", () => HealthAnswer.Of(server.Health)).WithSummary("How the broker is, and what is not as it should be");
        routes.MapGet("/v1/config", () => ConfigurationList.Of(server)).WithSummary("The configuration in force, and who set it");
        routes.MapGet("/v1/listeners", () => ListenerList.Of(server)).WithSummary("Where clients are served");
        routes.MapGet("/v1/whoami", (HttpContext context) => new WhoAmI(
            context.User.Identity?.Name ?? "", context.User.FindFirst(ClaimTypes.Role)?.Value ?? "", server.Info.Version, server.Info.StartedAt, plugin.TimeProvider.GetUtcNow()))
            .WithSummary("Whose token this is");
    }

    private static Results<Ok<Readiness>, JsonHttpResult<Readiness>> Ready(ServerHealth health)
    {
        var readiness = Readiness.Of(health);
        return health.State is HealthState.Ready or HealthState.Degraded
            ? TypedResults.Ok(readiness)
            : TypedResults.Json(readiness, AdminJson.Default.Readiness, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
