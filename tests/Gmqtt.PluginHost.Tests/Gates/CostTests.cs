using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

public sealed class CostTests
{
    [Fact]
    public async Task A_million_messages_through_a_guard_allocate_nothing()
    {
        using var scheduler = new PluginScheduler("p", new TestLog());
        var gate = new PluginGate("p", new GateOptions(), scheduler, new TestLog(), TimeProvider.System);
        var plugin = GuardedHooks.Guard(gate, 0, new HookWrapper { OnMsgArrived = next => (client, request, ct) => next(client, request, ct) });
        var hook = plugin.OnMsgArrived!(static (_, _, _) => default);
        var request = new MsgArrivedRequest(new Message { TopicName = "t" });
        for (var i = 0; i < 1000; i++) await hook(null!, request, default);
        // What the runtime does once, such as compiling a loop anew while it runs, falls on one round; a guard that allocates does so in each.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => Allocated(hook, request)));
        Assert.Equal(3_001_000, gate.Meters[0].Describe(TimeProvider.System).Calls);
        Assert.Equal(0, gate.Faults);
        Assert.Null(request.Rejection);
    }

    private static long Allocated(OnMsgArrived hook, MsgArrivedRequest request)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
        {
            if (!hook(null!, request, default).IsCompletedSuccessfully) return -1;
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
