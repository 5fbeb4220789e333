using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Clients;

/// <summary>Clients over REST.</summary>
internal static class ClientRoutes
{
    private const int IdSegment = 3; // of /v1/clients/{client_id}

    internal static void Map(IEndpointRouteBuilder routes, ClientAdmin clients, ClientKick kick, ClientQueue queue, AuditLog audit)
    {
        routes.MapGet("/v1/clients", ([AsParameters] ClientSearch search, [AsParameters] PageQuery page) => clients.List(search, page.Check()))
            .WithSummary("Clients, connected or not, in the order of their identifiers");

        routes.MapGet("/v1/clients/{client_id}", (string client_id, HttpContext context) => clients.Get(RawSegment.Read(context, IdSegment, client_id)))
            .WithSummary("One client");

        routes.MapDelete("/v1/clients/{client_id}", async (string client_id, bool? clean_session, string? reason, HttpContext context, CancellationToken aborted) =>
        {
            var id = RawSegment.Read(context, IdSegment, client_id);
            var terminate = clean_session == true;
            await audit.RecordAsync(context, terminate ? "client.terminate" : "client.disconnect", id, reason, () => clients.DeleteAsync(id, terminate, reason, aborted));
            return new Empty();
        }).WithSummary("Disconnect a client (MQTT 5.0: 0x98 with the reason), or end its session too");

        routes.MapPost("/v1/clients/disconnect", ([FromBody] DisconnectRequest request, HttpContext context, CancellationToken aborted)
            => audit.RecordAsync(context, "clients.disconnect", $"{request.ClientIds.Count} clients", request.Reason, () => kick.RunAsync(request, aborted)))
            .WithSummary("Disconnect many clients");

        routes.MapGet("/v1/clients/{client_id}/stats", (string client_id, HttpContext context) => clients.Stats(RawSegment.Read(context, IdSegment, client_id)))
            .WithSummary("Counters of one client");

        routes.MapGet("/v1/clients/{client_id}/queue", (string client_id, HttpContext context, [AsParameters] PageQuery page, [AsParameters] PayloadQuery payload) =>
        {
            var checkedPage = page.Check();
            return queue.Queued(RawSegment.Read(context, IdSegment, client_id), checkedPage, payload.Check(checkedPage.Size));
        }).WithSummary("Messages that wait for a client, the oldest first");

        routes.MapGet("/v1/clients/{client_id}/inflight", (string client_id, HttpContext context, [AsParameters] PageQuery page, [AsParameters] PayloadQuery payload) =>
        {
            var checkedPage = page.Check();
            return queue.Inflight(RawSegment.Read(context, IdSegment, client_id), checkedPage, payload.Check(checkedPage.Size));
        }).WithSummary("Messages that a client has not acknowledged, the oldest first");
    }
}
