using Gmqtt.Admin.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Plugins;

/// <summary>Plugins over REST.</summary>
internal static class PluginRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, PluginAdmin plugins, AuditLog audit)
    {
        routes.MapGet("/v1/plugins", plugins.List).WithSummary("All plugins, in the order of the chain");
        routes.MapGet("/v1/plugins/{name}", (string name) => plugins.Get(name)).WithSummary("One plugin");
        routes.MapGet("/v1/hooks", plugins.Hooks).WithSummary("Who is asked in which order");

        routes.MapPost("/v1/plugins/{name}/reload", async Task<Results<Ok<PluginChange>, Accepted<PluginChange>>> (string name, HttpContext context, CancellationToken aborted)
            => Answer(await audit.RecordAsync(context, "plugin.reload", name, null, () => plugins.ReloadAsync(name, aborted))))
            .WithSummary("Load a plugin's files anew");

        routes.MapPost("/v1/plugins/{name}/enable", async Task<Results<Ok<PluginChange>, Accepted<PluginChange>>> (string name, HttpContext context, CancellationToken aborted)
            => Answer(await audit.RecordAsync(context, "plugin.enable", name, null, () => plugins.SetEnabledAsync(name, true, aborted))))
            .WithSummary("Bring a plugin back");

        routes.MapPost("/v1/plugins/{name}/disable", async Task<Results<Ok<PluginChange>, Accepted<PluginChange>>> (string name, HttpContext context, CancellationToken aborted)
            => Answer(await audit.RecordAsync(context, "plugin.disable", name, null, () => plugins.SetEnabledAsync(name, false, aborted))))
            .WithSummary("Take a plugin out, over restarts too");
    }

    /// <summary>The plugin's own change goes on when the answer has been given: 202.</summary>
    private static Results<Ok<PluginChange>, Accepted<PluginChange>> Answer(PluginChange change)
        => change.Result == "begun" ? TypedResults.Accepted((string?)null, change) : TypedResults.Ok(change);
}
