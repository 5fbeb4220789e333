using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>The life of one branch, for code that asks for the application's: a stream that should end listens to <see cref="ApplicationStopping"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and disposing it while its callbacks run would lose some.")]
internal sealed class BranchLifetime(string plugin, ILogger logger) : IHostApplicationLifetime
{
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken ApplicationStarted { get; } = new(canceled: true);

    public CancellationToken ApplicationStopping => _stopping.Token;

    public CancellationToken ApplicationStopped => _stopping.Token;

    public void StopApplication() => logger.StopApplicationIgnored(plugin);

    /// <summary>Callbacks are the plugin's and may throw or block: they run on the pool, and nobody waits for them.</summary>
    public void Stop() => _ = _stopping.CancelAsync();
}
