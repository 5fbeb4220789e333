using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A broker with guarded plugins, the first one outermost.</summary>
internal sealed class GuardedBroker : IAsyncDisposable
{
    private readonly List<PluginScheduler> _schedulers = [];

    private GuardedBroker(TestBroker broker) => Broker = broker;

    internal TestBroker Broker { get; }

    /// <summary>The gates' clock; it stands still until the test moves it.</summary>
    internal GateClock Time { get; } = new();

    /// <summary>What the gates have logged.</summary>
    internal TestLog Log { get; } = new();

    /// <summary>One for each plugin.</summary>
    internal List<PluginGate> Gates { get; } = [];

    internal static Task<GuardedBroker> StartAsync(params HookWrapper[] plugins) => StartAsync(new GateOptions { QuarantineAfter = 1000 }, plugins);

    internal static async Task<GuardedBroker> StartAsync(GateOptions options, params HookWrapper[] plugins)
    {
        // Re-authentication and enhanced authentication have somebody who lets clients in, further in than all plugins.
        var innermost = new HookWrapper
        {
            OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
            OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
        };
        var broker = new GuardedBroker(await TestBroker.StartAsync(TestBroker.Defaults));
        for (var i = 0; i < plugins.Length; i++)
        {
            var scheduler = new PluginScheduler($"p{i}", broker.Log);
            broker._schedulers.Add(scheduler);
            broker.Gates.Add(new PluginGate($"p{i}", options, scheduler, broker.Log, broker.Time));
        }

        await broker.Broker.Server.SwapHooksAsync([.. plugins.Select((p, i) => GuardedHooks.Guard(broker.Gates[i], i, p)), innermost]);
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        Gates.ForEach(g => g.Close()); // a hook that hangs would hang in OnStop too
        await Broker.DisposeAsync();
        _schedulers.ForEach(s => s.Dispose());
    }
}
