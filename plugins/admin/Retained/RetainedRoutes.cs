using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Retained;

/// <summary>Retained messages over REST. A topic stands in the query, because it has slashes of its own.</summary>
internal static class RetainedRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, RetainedAdmin retained, AuditLog audit)
    {
        routes.MapGet("/v1/retained", (string? filter, string? search, [AsParameters] PageQuery page, [AsParameters] PayloadQuery payload) =>
        {
            var checkedPage = page.Check();
            return retained.List(filter, search, checkedPage, payload.Check(checkedPage.Size));
        }).WithSummary("Retained messages in the order of their topics");

        routes.MapGet("/v1/retained/message", (string? topic_name, [AsParameters] PayloadQuery payload) => retained.Get(Needed(topic_name), payload.Check()))
            .WithSummary("The retained message of a topic");

        routes.MapDelete("/v1/retained/message", (string? topic_name, HttpContext context, CancellationToken aborted) =>
        {
            var topic = Needed(topic_name);
            return audit.RecordAsync(context, "retained.delete", topic, null, () => retained.DeleteAsync(topic, aborted));
        }).WithSummary("Delete the retained message of a topic");

        routes.MapPost("/v1/retained/delete", ([FromBody] DeleteRetainedRequest request, HttpContext context, CancellationToken aborted)
            => request.DryRun
                ? retained.DeleteAsync(request, aborted)
                : audit.RecordAsync(context, "retained.delete_filter", request.Filter, null, () => retained.DeleteAsync(request, aborted)))
            .WithSummary("Delete the retained messages that a filter matches, or count them");
    }

    private static string Needed(string? topicName) => string.IsNullOrEmpty(topicName) ? throw RequestRefusedException.BadField("topic_name", "is needed") : topicName;
}
