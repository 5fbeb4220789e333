using Gmqtt.Hooks;

namespace Gmqtt.Plugins;

/// <summary>
/// A plugin. One public class with a parameterless constructor implements this; the rest of the assembly is the plugin's own business.
/// <para>Its life, in order:</para>
/// <list type="number">
/// <item>The file set is checked from its metadata; nothing of it runs. The folder is copied and loaded into a load context of its own.</item>
/// <item>The constructor runs. It should do nothing.</item>
/// <item><see cref="LoadAsync"/> runs, once, on the plugins' scheduler, within <c>plugin_host.load_timeout</c> (30 s). When it throws, the plugin does not exist: at start the broker
/// refuses to run without it, at a reload the old version goes on.</item>
/// <item><see cref="HookWrapper"/> is asked; again only where <see cref="IPluginContext.RefreshHooksAsync"/> says so. Then hooks and routes are put in force together, all at once.</item>
/// <item>Hooks are called, from many threads at a time.</item>
/// <item>At a reload the new version has gone through 1 to 4 before this one notices anything. Then new calls go to the new version, calls under way end here, and
/// <see cref="IPluginContext.Stopping"/> is cancelled.</item>
/// <item><see cref="UnloadAsync"/> runs, once, within <c>plugin_host.unload_timeout</c> (10 s); then everything obtained from the context is revoked and the load context is freed.</item>
/// </list>
/// </summary>
public interface IPlugin
{
    /// <summary>The plugin's name: that of its folder, of its <c>[plugins.name]</c> table and in <c>plugin_order</c>. Lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    string Name { get; }

    /// <summary>Prepares the plugin: read the configuration, open what it needs, register routes and background work with the context.</summary>
    /// <param name="context">Everything the broker gives the plugin; keep it as long as the plugin lives.</param>
    /// <param name="cancellationToken">Cancelled when loading takes too long or the broker stops.</param>
    /// <returns>Completes when the plugin is ready to have its hooks called.</returns>
    ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken) => default;

    /// <summary>The hooks of the plugin; called after <see cref="LoadAsync"/>, and at each <see cref="IPluginContext.RefreshHooksAsync"/>.</summary>
    /// <returns>The wrappers of those hooks it wants; null where it wants none costs nothing.</returns>
    HookWrapper HookWrapper() => new();

    /// <summary>Lets go of everything the context does not know of: own threads, static events, files.</summary>
    /// <param name="cancellationToken">Cancelled when unloading takes too long.</param>
    /// <returns>Completes when nothing of the plugin runs any more.</returns>
    ValueTask UnloadAsync(CancellationToken cancellationToken) => default;
}
