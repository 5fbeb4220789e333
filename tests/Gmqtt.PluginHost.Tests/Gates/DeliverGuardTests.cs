using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>OnDeliver decides, so whatever a plugin does wrong in it is a no.</summary>
public sealed class DeliverGuardTests
{
    [Fact]
    public async Task A_throwing_hook_denies_and_is_counted()
    {
        await using var guarded = await GuardedBroker.StartAsync(Plugin(_ => (_, _) => throw new InvalidOperationException("broken")));
        Assert.False(await IsDeliveredAsync(guarded));
        Assert.Equal(1, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task A_second_call_of_next_denies_and_is_a_fault()
    {
        await using var guarded = await GuardedBroker.StartAsync(Plugin(next => (client, delivery) => next(client, delivery) && next(client, delivery)));
        Assert.False(await IsDeliveredAsync(guarded));
        Assert.Equal(1, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task A_refusal_by_exception_is_no_fault()
    {
        await using var guarded = await GuardedBroker.StartAsync(Plugin(_ => (_, _) => throw new MqttReasonException(Gmqtt.Mqtt.ReasonCode.NotAuthorized)));
        Assert.False(await IsDeliveredAsync(guarded));
        Assert.Equal(0, guarded.Gates[0].Faults);
    }

    [Fact]
    public async Task A_plugin_in_quarantine_denies()
    {
        var broken = true;
        await using var guarded = await GuardedBroker.StartAsync(
            new GateOptions { QuarantineAfter = 1 }, Plugin(next => (client, delivery) => broken ? throw new InvalidOperationException("broken") : next(client, delivery)));
        Assert.False(await IsDeliveredAsync(guarded));
        broken = false;
        Assert.True(guarded.Gates[0].IsQuarantined);
        Assert.False(await IsDeliveredAsync(guarded));
    }

    [Fact]
    public async Task A_hook_that_was_seen_blocking_is_not_asked_any_more_and_denies()
    {
        await using var guarded = await GuardedBroker.StartAsync(Plugin(next => next));
        Assert.True(await IsDeliveredAsync(guarded));
        guarded.Gates[0].Meter(nameof(HookWrapper.OnDeliver), runsInline: true).RunsOffTheLoop = true;
        Assert.False(await IsDeliveredAsync(guarded));
    }

    [Fact]
    public async Task All_plugins_of_the_chain_must_agree()
    {
        var inner = 0;
        await using var guarded = await GuardedBroker.StartAsync(
            Plugin(next => (client, delivery) => next(client, delivery)),
            Plugin(_ => (_, _) =>
            {
                inner++;
                return false;
            }));
        Assert.False(await IsDeliveredAsync(guarded));
        Assert.Equal(1, inner);
    }

    private static HookWrapper Plugin(Func<OnDeliver, OnDeliver> wrap) => new() { OnDeliver = wrap };

    private static async Task<bool> IsDeliveredAsync(GuardedBroker guarded)
    {
        var client = await guarded.Broker.ConnectAsync($"c{Guid.NewGuid():N}");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x");
        await client.SendAsync(0xC0, 0x00); // PINGREQ: its answer comes behind the message, if there is one
        return (await client.ReadAsync()).Type == 3;
    }
}
