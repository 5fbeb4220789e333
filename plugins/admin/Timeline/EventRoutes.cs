using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Timeline;

/// <summary>Events over REST.</summary>
internal static class EventRoutes
{
    private const int IdSegment = 3; // of /v1/clients/{client_id}/events
    private const int AtOnce = 100;

    internal static void Map(IEndpointRouteBuilder routes, ClientTimeline timeline, EventStreams streams, TimeProvider time)
    {
        routes.MapGet("/v1/events", ([AsParameters] PageQuery page, string? client_id, string? type) => timeline.List(page.Check(), client_id, type))
            .WithSummary("What happened to clients, the latest first");

        routes.MapGet("/v1/clients/{client_id}/events", (string client_id, HttpContext context, [AsParameters] PageQuery page, string? type)
            => timeline.List(page.Check(), RawSegment.Read(context, IdSegment, client_id), type)).WithSummary("What happened to one client, the latest first");

        routes.MapGet("/v1/events/stream", (string? client_id, string? type) => streams.Open(ended => Follow(timeline, client_id, type, time, ended)))
            .Produces<string>(StatusCodes.Status200OK, EventStreams.ContentType).WithSummary("What happens to clients, as Server-Sent Events");
    }

    private static async IAsyncEnumerable<SseItem<string>> Follow(
        ClientTimeline timeline, string? clientId, string? type, TimeProvider time, [EnumeratorCancellation] CancellationToken ended)
    {
        var after = timeline.Total;
        yield return new SseItem<string>("{}", "heartbeat");
        while (true)
        {
            var read = timeline.Read(after, AtOnce);
            if (read.Missed > 0) yield return new SseItem<string>($$"""{"dropped":{{read.Missed}}}""", "dropped");
            foreach (var happened in read.Records)
            {
                if ((string.IsNullOrEmpty(clientId) || happened.ClientId == clientId) && (string.IsNullOrEmpty(type) || happened.Type == type))
                    yield return new SseItem<string>(JsonSerializer.Serialize(happened, AdminJson.Default.ClientEvent), "event") { EventId = $"{happened.Id}" };
            }

            after = read.Records.Count > 0 ? read.Records[^1].Id : after + read.Missed;
            if (read.Records.Count > 0) continue;
            if (!await EventStreams.WaitAsync(read.Changed, time, ended)) yield return new SseItem<string>("{}", "heartbeat");
        }
    }
}
