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

    /// <summary>
    /// Asks the plugin for its <see cref="IPlugin.HookWrapper"/> again and puts it in force, as a reload does, but without loading anything: no call is lost or called twice, and
    /// calls under way end on the hooks they began on. For a hook that is called for each message and is needed only at times: wrap it while somebody looks, and nobody else pays.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; the change goes on.</param>
    /// <returns>Completes when the new hooks are in force. Within <see cref="IPlugin.LoadAsync"/> at once: they are asked for after it.</returns>
    /// <exception cref="InvalidOperationException">The new hooks cannot be used, and the old ones stay; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">This version of the plugin is not in force any more.</exception>
    ValueTask RefreshHooksAsync(CancellationToken cancellationToken = default);

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
