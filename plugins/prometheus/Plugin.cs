using System.Diagnostics.CodeAnalysis;
using Gmqtt.Exporter.Meters;
using Gmqtt.Exporter.Serving;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;

namespace Gmqtt.Exporter;

/// <summary>
/// Serves the broker's numbers to Prometheus: gmqtt's families under their names, and more. Numbers are read when somebody asks, from what the broker counts anyway; there is no
/// hook, so no message pays for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "UnloadAsync is a plugin's Dispose.")]
[Plugin(Description = "Metrics of the broker for Prometheus.", Order = 50)]
public sealed class Plugin : IPlugin
{
    private PluginMeters? _meters;
    private MetricsListener? _listener;

    /// <inheritdoc/>
    public string Name => "prometheus";

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var options = context.Configuration.Bind<PrometheusOptions>();
        _meters = new PluginMeters();
        var scrapes = new Scrapes(context, _meters);
        if (options.IsShared)
        {
            context.Api.Map([options.Path], routes => routes.MapGet(options.Path, scrapes.AnswerAsync));
            return;
        }

        _listener = new MetricsListener(options, scrapes.AnswerAsync, context.Logger);
        if (await _listener.TryOpenAsync(cancellationToken) is not { } problem) return;
        if (!MetricsListener.IsOurs(options.EndPoint)) throw new InvalidOperationException(problem);

        // The version before this one has the address until its end, and its end comes after our beginning.
        context.Run("open the address", _listener.OpenWhenFreeAsync);
    }

    /// <inheritdoc/>
    public async ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        _meters?.Dispose();
        if (_listener is not null) await _listener.DisposeAsync();
    }
}
