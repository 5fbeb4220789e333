using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>Subscriptions over REST.</summary>
internal static class SubscriptionRoutes
{
    private const int CursorParts = 2; // client, filter
    private const int NamesInAudit = 20;

    internal static void Map(IEndpointRouteBuilder routes, SubscriptionAdmin subscriptions, SharedGroups groups, AuditLog audit)
    {
        routes.MapGet("/v1/subscriptions", ([AsParameters] PageQuery page, string? client_id) => subscriptions.List(page.Check(CursorParts), client_id))
            .WithSummary("Subscriptions of all sessions, in the order of their clients and filters");

        routes.MapGet("/v1/filter_subscriptions", ([AsParameters] SubscriptionFilter filter) => subscriptions.Filter(filter))
            .WithSummary("Subscriptions that fit");

        routes.MapGet("/v1/shared_subscriptions", ([AsParameters] PageQuery page) => groups.List(page.Check(CursorParts)))
            .WithSummary("Shared groups with their members");

        routes.MapPost("/v1/subscribe", ([FromBody] SubscribeRequest request, HttpContext context, CancellationToken aborted)
            => audit.RecordAsync(
                context, "subscription.add", request.ClientId, Names(request.Subscriptions.Select(s => s.TopicName)), () => subscriptions.SubscribeAsync(request, aborted)))
            .WithSummary("Subscribe on behalf of a client");

        routes.MapPost("/v1/unsubscribe", async ([FromBody] UnsubscribeRequest request, HttpContext context, CancellationToken aborted) =>
        {
            await audit.RecordAsync(
                context, "subscription.remove", request.ClientId, Names(request.Topics), () => subscriptions.UnsubscribeAsync(request, aborted));
            return new Empty();
        }).WithSummary("Unsubscribe on behalf of a client");
    }

    /// <summary>What the audit log says of filters.</summary>
    internal static string Names(IEnumerable<string> filters) => string.Join(' ', filters.Take(NamesInAudit));
}
