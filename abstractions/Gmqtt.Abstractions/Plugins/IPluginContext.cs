using System.Diagnostics.Metrics;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Plugins;

/// <summary>
/// What the broker gives one version of one plugin. Safe from any thread. Everything obtained here is the broker's to take back: after
/// <see cref="IPlugin.UnloadAsync"/> services throw <see cref="ObjectDisposedException"/>, background work has ended, routes are gone.
/// </summary>
public interface IPluginContext
{
    /// <summary>The plugin's name.</summary>
    string Name { get; }

    /// <summary>The broker.</summary>
    IServer Server { get; }

    /// <summary>The plugin's <c>[plugins.name]</c> table.</summary>
    IPluginConfiguration Configuration { get; }

    /// <summary>The log, under the category <c>plugin.name</c>; its level can be set there.</summary>
    ILogger Logger { get; }

    /// <summary>A folder of the plugin's own, which exists, survives reloads and restarts, and is nobody else's.</summary>
    string DataDirectory { get; }

    /// <summary>The folder the plugin's files were loaded from: a copy, so that the originals can be replaced while it runs.</summary>
    string PluginDirectory { get; }

    /// <summary>The broker's clock; the only one to use, so that a test can move it.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>Metrics of the plugin, exported by whatever exports the broker's; disposed with the plugin.</summary>
    Meter Meter { get; }

    /// <summary>HTTP and gRPC routes served by the broker's API listeners.</summary>
    IPluginApi Api { get; }

    /// <summary>The plugins of the broker, this one included.</summary>
    IPluginService Plugins { get; }

    /// <summary>Cancelled when this version of the plugin is to stop, before <see cref="IPlugin.UnloadAsync"/>.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Runs something in the background until it ends or the plugin stops. A fault is logged and counted against the plugin; the broker goes on.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="body">The work; ends soon after its token is cancelled.</param>
    void Run(string name, Func<CancellationToken, Task> body);

    /// <summary>Runs something again and again, never twice at a time, until the plugin stops.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="period">From the end of one run to the beginning of the next.</param>
    /// <param name="tick">The work.</param>
    void Every(string name, TimeSpan period, Func<CancellationToken, ValueTask> tick);
}
