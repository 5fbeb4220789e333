using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Traces;

/// <summary>Traces over REST.</summary>
internal static class TraceRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, TraceSet traces, EventStreams streams, AuditLog audit, TimeProvider time)
    {
        routes.MapGet("/v1/traces", traces.List).WithSummary("All traces");
        routes.MapGet("/v1/traces/{id}", (string id) => new TraceAnswer(traces.Find(id).Describe())).WithSummary("One trace");

        routes.MapPost("/v1/traces", async Task<Created<TraceAnswer>> ([FromBody] TraceRequest request, HttpContext context) =>
        {
            var by = context.User.Identity?.Name ?? "";
            var trace = await audit.RecordAsync(context, "trace.start", request.ClientId ?? request.TopicFilter ?? "", request.TopicFilter, () => traces.StartAsync(request, by));
            return TypedResults.Created($"/v1/traces/{trace.Id}", new TraceAnswer(trace));
        }).WithSummary("Look at one client, or at the messages of one filter");

        routes.MapPost("/v1/traces/{id}/stop", async (string id, HttpContext context)
            => new TraceAnswer(await audit.RecordAsync(context, "trace.stop", id, null, () => traces.StopAsync(id)))).WithSummary("End a trace and keep what it saw");

        routes.MapDelete("/v1/traces/{id}", (string id, HttpContext context) => audit.RecordAsync(context, "trace.delete", id, null, () => traces.DeleteAsync(id)))
            .WithSummary("End a trace and forget what it saw");

        routes.MapGet("/v1/traces/{id}/stream", (string id, int? after) =>
        {
            var trace = traces.Find(id);
            return streams.Open(ended => TraceFeed.Follow(trace, after ?? 0, time, ended));
        }).Produces<string>(StatusCodes.Status200OK, EventStreams.ContentType).WithSummary("What a trace sees, as Server-Sent Events");

        routes.MapGet("/v1/traces/{id}/download", (string id) => TraceFeed.Download(traces.Find(id)))
            .Produces<string>(StatusCodes.Status200OK, TraceFeed.JsonLines).WithSummary("What a trace has seen, as JSON lines");
    }
}
