using Gmqtt.Hooks;
using Gmqtt.PluginHost.Tests.Gates;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>Hooks of a real plugin that do not come back: the client concerned is denied at the deadline, nobody else waits.</summary>
[Collection(HostileCollection.Name)]
public sealed class HangingTests
{
    [Theory]
    [InlineData("never", nameof(OnBasicAuth))]
    [InlineData("never", nameof(OnConnected))]
    [InlineData("never", nameof(OnSubscribe))]
    [InlineData("never", nameof(OnMsgArrived))]
    [InlineData("never", nameof(OnWillPublish))]
    [InlineData("block", nameof(OnAccept))]
    [InlineData("block", nameof(OnBasicAuth))]
    [InlineData("block", nameof(OnSubscribe))]
    [InlineData("sleep", nameof(OnBasicAuth))]
    [InlineData("spin", nameof(OnSubscribe))]
    [InlineData("spin", nameof(OnEnhancedAuth))]
    public async Task The_client_is_denied_at_the_deadline(string how, string hook)
    {
        await using var broker = await HostileBroker.StartAsync(how, hook);
        var walk = Walk.RunAsync(broker.Broker, hook, id: "victim");
        await broker.SaidAsync($"hostile: {how} in {hook}");
        await broker.Traffic.GoesOnAsync();
        // Who waits for the end of a client's connection, to see its will, moves the clock, and so the deadline may have struck by now.
        if (Walk.Decides(hook) && hook != nameof(OnWillPublish)) Assert.False(walk.IsCompleted);
        await broker.SaidInTimeAsync($"{hook} did not complete within 1 s");
        await broker.Broker.CompleteAsync(walk);
        Assert.Equal(Walk.Denied(hook), await walk);
        Assert.Equal((PluginState.Active, 1, $"{hook} did not complete within 1 s"), (broker.Info().State, broker.Info().Faults, broker.Info().LastFault));
        await broker.Traffic.GoesOnAsync();
    }

    [Theory]
    [InlineData(nameof(OnAccept))]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnEnhancedAuth))]
    [InlineData(nameof(OnConnected))]
    [InlineData(nameof(OnSubscribe))]
    [InlineData(nameof(OnSubscribed))]
    [InlineData(nameof(OnUnsubscribe))]
    [InlineData(nameof(OnMsgArrived))]
    [InlineData(nameof(OnWillPublish))]
    public async Task Waiting_for_a_task_within_a_hook_does_no_harm(string hook)
    {
        await using var broker = await HostileBroker.StartAsync("sync_over_async", hook);
        Assert.Equal(Walk.Let(hook), await Walk.RunAsync(broker.Broker, hook, id: "victim"));
        await broker.SaidAsync($"hostile: sync_over_async in {hook}");
        await broker.Traffic.GoesOnAsync();
        Assert.Equal((PluginState.Active, 0), (broker.Info().State, broker.Info().Faults));
    }

    [Fact]
    public async Task A_plugin_that_always_fails_is_quarantined_and_nobody_gets_past_it()
    {
        var folder = new HostileFolder().With("hostilehooks");
        var settings = folder.Settings("[plugins.hostilehooks]\nhow = \"throw\"\nhook = \"OnBasicAuth\"\n", new() { QuarantineAfter = 3 });
        await using var broker = await HostileBroker.StartAsync(folder, settings);
        for (var i = 0; i < 5; i++) Assert.Equal("CONNACK 88", await Walk.RunAsync(broker.Broker, nameof(OnBasicAuth), id: "victim"));
        Assert.Equal((PluginState.Quarantined, 3, "OnBasicAuth threw InvalidOperationException: a hostile plugin"), (broker.Info().State, broker.Info().Faults, broker.Info().Reason));
        await broker.SaidAsync("plugin in quarantine");
        await broker.Traffic.GoesOnAsync();
    }
}
