using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>The plugins as one of them sees them: it cannot wait for its own end.</summary>
internal sealed class OwnPluginService(PluginSet host, string name) : IPluginService
{
    public IReadOnlyList<PluginInfo> List() => host.List();

    /// <summary>Puts the hooks in force that the plugin's version has now.</summary>
    public Task RefreshHooksAsync(int generation) => host.RefreshHooksAsync(name, generation);

    public async ValueTask<string?> ReloadAsync(string which, CancellationToken cancellationToken)
    {
        if (which != name) return await host.ReloadAsync(which, cancellationToken);
        _ = Task.Run(() => host.ReloadAsync(name, CancellationToken.None).AsTask(), CancellationToken.None);
        return null;
    }

    public async ValueTask<string?> SetEnabledAsync(string which, bool enabled, CancellationToken cancellationToken)
    {
        if (which != name) return await host.SetEnabledAsync(which, enabled, cancellationToken);
        _ = Task.Run(() => host.SetEnabledAsync(name, enabled, CancellationToken.None).AsTask(), CancellationToken.None);
        return null;
    }
}
