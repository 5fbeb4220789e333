using Gmqtt.Hooks;
using Gmqtt.PluginHost.Tests.Gates;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A real plugin that calls the broker from the hook that the broker calls: it ends, and nothing waits for itself.</summary>
[Collection(HostileCollection.Name)]
public sealed class ReentrancyTests
{
    [Theory]
    [InlineData("publish", nameof(OnMsgArrived))]
    [InlineData("publish_blocking", nameof(OnMsgArrived))]
    [InlineData("publish", nameof(OnDelivered))]
    [InlineData("publish_blocking", nameof(OnDelivered))]
    [InlineData("publish", nameof(OnMsgDropped))]
    [InlineData("publish", nameof(OnSubscribed))]
    [InlineData("publish", nameof(OnWillPublish))]
    [InlineData("subscribe", nameof(OnSubscribed))]
    [InlineData("subscribe", nameof(OnSubscribe))]
    [InlineData("subscribe", nameof(OnMsgArrived))]
    [InlineData("subscribe", nameof(OnConnected))]
    public async Task It_ends(string how, string hook)
    {
        await using var broker = await HostileBroker.StartAsync(how, hook);
        await Walk.RunAsync(broker.Broker, hook, id: "victim");
        await broker.SaidAsync($"hostile: {how} in {hook}");
        await broker.Traffic.GoesOnAsync();
        Assert.InRange(broker.Broker.Log.Lines.Count(l => l.Text == $"hostile: {how} in {hook}"), 1, 20);
        Assert.Equal(PluginState.Active, broker.Info().State);

        // The client is as good as new.
        var client = await broker.Broker.ConnectAsync("victim");
        await client.ExpectNothingAsync();
        await client.DisconnectAsync();
    }

    [Theory]
    [InlineData("disconnect", nameof(OnSubscribe))]
    [InlineData("disconnect", nameof(OnMsgArrived))]
    [InlineData("disconnect", nameof(OnDelivered))]
    [InlineData("disconnect", nameof(OnConnected))]
    [InlineData("terminate", nameof(OnConnected))]
    [InlineData("terminate", nameof(OnSubscribe))]
    [InlineData("terminate", nameof(OnSubscribed))]
    [InlineData("terminate", nameof(OnMsgArrived))]
    [InlineData("terminate_blocking", nameof(OnSubscribe))]
    [InlineData("terminate_blocking", nameof(OnUnsubscribe))]
    public async Task The_client_goes_when_its_own_hook_says_so(string how, string hook)
    {
        await using var broker = await HostileBroker.StartAsync(how, hook);
        var client = broker.Broker.Open();
        await client.SendAsync(Packet.Connect("victim"));
        await client.ReadAsync(2);
        if (hook != nameof(OnConnected)) await client.SendAsync([.. Packet.Subscribe(1, 5, [], ("t", 1)), .. Packet.Publish("t", [1], 1, 1), .. Packet.Unsubscribe(2, 5, "t")]);
        ReceivedPacket? last = null;
        while (await client.TryReadAsync() is { } packet) last = packet;
        Assert.Equal((14, 0x98), (last!.Type, last.ReasonCode));
        await client.EndedAsync();
        Assert.Null(broker.Broker.Services.ClientService.GetSession("victim"));
        await broker.Traffic.GoesOnAsync();
        Assert.Equal((PluginState.Active, 0), (broker.Info().State, broker.Info().Faults));
    }

    [Theory]
    [InlineData(nameof(OnClosed))]
    [InlineData(nameof(OnSessionTerminated))]
    public async Task A_session_that_ends_can_be_asked_to_end(string hook)
    {
        await using var broker = await HostileBroker.StartAsync("terminate", hook);
        await (await broker.Broker.ConnectAsync("victim")).DisconnectAsync();
        await broker.SaidAsync($"hostile: terminate in {hook}");
        await (await broker.Broker.ConnectAsync("victim")).DisconnectAsync();
        await broker.Traffic.GoesOnAsync();
        Assert.Equal((PluginState.Active, 0), (broker.Info().State, broker.Info().Faults));
    }

    [Fact]
    public async Task A_plugin_can_ask_for_its_own_exchange_from_a_hook()
    {
        await using var broker = await HostileBroker.StartAsync("unload", nameof(OnSubscribe));
        Assert.Equal("SUBACK 00", await Walk.RunAsync(broker.Broker, nameof(OnSubscribe), id: "victim"));
        await broker.SaidInTimeAsync("plugin unloaded name=hostilehooks generation=1");
        Assert.Equal((PluginState.Active, 2), (broker.Info().State, broker.Info().Generation));
        await broker.Traffic.GoesOnAsync();
    }

    [Fact]
    public async Task What_is_left_of_a_version_is_refused_by_every_service()
    {
        await using var broker = await HostileBroker.StartAsync(new HostileFolder().With("hostilethreads"));
        broker.Folder.With("hostilethreads/new.txt", [1]);
        await broker.NoticedAsync("hostilethreads");
        var file = Path.Combine(broker.Folder.Data("hostilethreads"), "afterwards");
        await broker.Broker.CompleteAsync(TestBroker.UntilAsync(() => File.Exists(file)));
        var outcomes = File.ReadAllLines(file);
        Assert.True(outcomes.Length > 20);
        Assert.All(outcomes, o => Assert.EndsWith(": ObjectDisposedException", o, StringComparison.Ordinal));
        Assert.Equal((PluginState.Active, 2), (broker.Info("hostilethreads").State, broker.Info("hostilethreads").Generation));
        await broker.Traffic.GoesOnAsync();
    }
}
