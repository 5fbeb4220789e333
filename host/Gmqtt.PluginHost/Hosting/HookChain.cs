using Gmqtt.Broker.Hooks;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>Puts the plugins' hooks together. A plugin's own code runs in here, the outer function of each of its hooks, so there is a deadline.</summary>
internal static class HookChain
{
    internal static async Task<(HookSet? Hooks, string? Problem)> BuildAsync(IReadOnlyList<PluginGeneration> chain, ClosedDoors doors, TimeSpan timeout, TimeProvider time)
    {
        if (chain.Count == 0 && !doors.Any) return (HookSet.Empty, null);
        var build = Task.Run(() => new HookSet([.. doors.Hooks, .. chain.Select((generation, position) => generation.HooksAt(position))]));
        try
        {
            var hooks = await build.WaitAsync(timeout, time);
            return chain.Select(g => g.Gate.WrapFault).FirstOrDefault(fault => fault is not null) is { } fault ? (null, fault) : (hooks, null);
        }
        catch (TimeoutException)
        {
            return (null, $"one of the functions in HookWrapper did not return within {timeout.TotalSeconds:0.###} s");
        }
    }

    /// <summary>Who is asked in which order: most puzzles with plugins are about that.</summary>
    internal static void Log(ILogger logger, IReadOnlyList<PluginGeneration> chain)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        var orders = chain.SelectMany(g => g.HookNames.Select(h => (Hook: h, g.Name))).GroupBy(h => h.Hook, h => h.Name)
            .GroupBy(names => string.Join(" > ", names), names => names.Key);
        foreach (var order in orders) logger.HookChain(order.Key, string.Join(' ', order.Order(StringComparer.Ordinal)));
    }
}
