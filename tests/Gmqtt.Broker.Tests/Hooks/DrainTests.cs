using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>Who swaps the hooks learns when the last call into the old ones has ended.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_swap_without_calls_under_way_is_drained_at_once()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnMsgArrived = next => next.Invoke });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        await client.ReadAsync(4);
        Assert.True(broker.Server.SwapHooksAsync([]).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_message_that_waits_in_OnMsgArrived_ends_on_the_old_hooks_and_then_they_are_drained()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnMsgArrived = next => async (client, request, ct) =>
            {
                entered.TrySetResult();
                await gate.Task;
                await next(client, request, ct);
            },
        });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        await entered.Task;
        var drained = broker.Server.SwapHooksAsync([]);
        var other = await broker.ConnectAsync("other");
        await other.PublishAsync("t", "2", qos: 1, packetId: 1);
        await other.ReadAsync(4); // on the new hooks, meanwhile
        Assert.False(drained.IsCompleted);
        gate.SetResult();
        await client.ReadAsync(4);
        await drained;
    }

    [Fact]
    public async Task A_CONNECT_that_waits_in_OnBasicAuth_keeps_the_old_hooks()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnBasicAuth = next => async (client, request, ct) =>
            {
                entered.TrySetResult();
                await gate.Task;
            },
        });
        var connecting = broker.ConnectAsync("c");
        await entered.Task;
        var drained = broker.Server.SwapHooksAsync([]);
        Assert.False(drained.IsCompleted);
        gate.SetResult();
        await connecting;
        await drained;
    }
}
