using System.Diagnostics.CodeAnalysis;
using Gmqtt.Exporter.Families;
using Gmqtt.Exporter.Meters;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Exporter;

/// <summary>Answers with all numbers as they are now. One at a time: that bounds what many who ask can cost.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the semaphore for its wait handle; there is nothing to dispose.")]
internal sealed class Scrapes(IPluginContext context, PluginMeters meters)
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task AnswerAsync(HttpContext http)
    {
        await _turn.WaitAsync(http.RequestAborted);
        try
        {
            var text = new MemoryStream();
            await Collect().WriteAsync(text, http.RequestAborted);
            http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            http.Response.ContentLength = text.Length;
            if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), http.RequestAborted);
        }
        finally
        {
            _turn.Release();
        }
    }

    private Exposition Collect()
    {
        var exposition = new Exposition();
        var server = context.Server;
        var stats = server.StatsManager.GetGlobalStats();
        TrafficFamilies.Add(exposition, stats);
        SessionFamilies.Add(exposition, stats);
        BrokerFamilies.Add(exposition, server);
        PluginFamilies.Add(exposition, context.Plugins.List());
        RuntimeFamilies.Add(exposition);
        meters.Add(exposition);
        return exposition;
    }
}
