using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Json;
using Gmqtt.Admin.Operations;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Overview;

/// <summary>The broker at a glance.</summary>
/// <param name="Point">Now; its rates are those of the last ten seconds or less.</param>
/// <param name="Version">Of the broker.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="UptimeSeconds">How long that is ago.</param>
/// <param name="PluginsNotActive">Plugins that should run and do not.</param>
/// <param name="Health">How it is.</param>
internal sealed record OverviewAnswer(
    OverviewPoint Point, string Version, DateTimeOffset StartedAt, double UptimeSeconds, IReadOnlyList<string> PluginsNotActive, HealthAnswer Health);

/// <summary>The overview over REST.</summary>
internal static class OverviewRoutes
{
    private const int LongestInterval = 60;

    internal static void Map(IEndpointRouteBuilder routes, OverviewNow now, OverviewHistory history, EventStreams streams, IPluginContext plugin)
    {
        routes.MapGet("/v1/overview", () => Describe(now.Read(), plugin)).WithSummary("The broker at a glance");

        routes.MapGet("/v1/overview/history", (string? range) => range switch
        {
            null or "" or OverviewHistory.Hour => history.Read(wholeDay: false),
            OverviewHistory.Day => history.Read(wholeDay: true),
            _ => throw RequestRefusedException.BadField("range", "1h or 24h"),
        }).WithSummary("The last hour or the last day");

        routes.MapGet("/v1/overview/stream", (int? interval) =>
        {
            var seconds = interval ?? 2;
            if (seconds is < 1 or > LongestInterval) throw RequestRefusedException.BadField("interval", $"1 to {LongestInterval} seconds");
            return streams.Open(ended => Points(plugin, TimeSpan.FromSeconds(seconds), ended));
        }).Produces<string>(StatusCodes.Status200OK, EventStreams.ContentType).WithSummary("A point every few seconds, as Server-Sent Events");
    }

    private static OverviewAnswer Describe(OverviewPoint point, IPluginContext plugin)
    {
        var info = plugin.Server.Info;
        var idle = plugin.Plugins.List().Where(p => p.State is PluginState.Failed or PluginState.Quarantined).Select(p => p.Name);
        return new OverviewAnswer(
            point, info.Version, info.StartedAt, (plugin.TimeProvider.GetUtcNow() - info.StartedAt).TotalSeconds, [.. idle], HealthAnswer.Of(plugin.Server.Health));
    }

    private static async IAsyncEnumerable<SseItem<string>> Points(IPluginContext plugin, TimeSpan interval, [EnumeratorCancellation] CancellationToken ended)
    {
        var rates = new OverviewRates(plugin.Server, plugin.TimeProvider);
        while (true)
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(rates.Next(), AdminJson.Default.OverviewPoint), "point");
            await Task.Delay(interval, plugin.TimeProvider, ended);
        }
    }
}
