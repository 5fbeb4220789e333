using Gmqtt.Admin.Http;
using Gmqtt.Plugins;

namespace Gmqtt.Admin.Plugins;

/// <summary>The broker's plugins.</summary>
internal sealed class PluginAdmin(IPluginContext context)
{
    internal PluginList List() => new([.. context.Plugins.List().Select(PluginRow.Of)]);

    internal PluginAnswer Get(string name) => new(PluginRow.Of(Find(name)));

    internal HookList Hooks() => new(
        [.. context.Plugins.List().SelectMany(p => p.Hooks.Select(h => (h.Hook, p.Name))).GroupBy(pair => pair.Hook)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new HookRow(g.Key, [.. g.Select(pair => pair.Name)]))]);

    internal Task<PluginChange> ReloadAsync(string name, CancellationToken cancellationToken) => ChangeAsync(name, () => context.Plugins.ReloadAsync(name, cancellationToken));

    internal Task<PluginChange> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken)
        => ChangeAsync(name, () => context.Plugins.SetEnabledAsync(name, enabled, cancellationToken));

    private async Task<PluginChange> ChangeAsync(string name, Func<ValueTask<string?>> change)
    {
        Find(name);
        return await change() is { } problem ? throw RequestRefusedException.Conflict(problem) : new PluginChange(name == context.Name ? "begun" : "ok");
    }

    private PluginInfo Find(string name)
        => context.Plugins.List().FirstOrDefault(p => p.Name == name) ?? throw RequestRefusedException.NotFound("name", $"there is no plugin '{name}'");
}
