using Gmqtt.Admin.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Publishing;

/// <summary>Publishing over REST.</summary>
internal static class PublishRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, PublishAdmin publisher, AuditLog audit)
        => routes.MapPost("/v1/publish", ([FromBody] PublishRequest request, HttpContext context, CancellationToken aborted)
            => audit.RecordAsync(context, "publish", request.TopicName, request.Retained ? "retained" : null, () => publisher.PublishAsync(request, aborted)))
            .WithSummary("Publish a message");
}
