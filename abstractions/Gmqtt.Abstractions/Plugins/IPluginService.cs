namespace Gmqtt.Plugins;

/// <summary>The plugins of the broker, for a plugin that administers it. Safe from any thread and from hooks; changes happen one at a time.</summary>
public interface IPluginService
{
    /// <summary>All plugins the host knows, in the order of the chain, then those that are not loaded by name.</summary>
    /// <returns>A copy.</returns>
    IReadOnlyList<PluginInfo> List();

    /// <summary>
    /// Loads the plugin's files anew, changed or not, and puts them in the place of the running version, which goes on when the new one fails.
    /// A plugin may reload itself: the call then returns when the reload has been begun.
    /// </summary>
    /// <param name="name">Which.</param>
    /// <param name="cancellationToken">Gives up waiting; the reload goes on.</param>
    /// <returns>Null when the new version is in force; else what is wrong, in one sentence.</returns>
    ValueTask<string?> ReloadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Takes a plugin out and keeps it out over restarts (a file <c>DISABLED</c> in its folder says so), or brings it back.</summary>
    /// <param name="name">Which.</param>
    /// <param name="enabled">Whether it is to run.</param>
    /// <param name="cancellationToken">Gives up waiting; the change goes on.</param>
    /// <returns>Null when it is done; else what is wrong, in one sentence.</returns>
    ValueTask<string?> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken = default);
}
