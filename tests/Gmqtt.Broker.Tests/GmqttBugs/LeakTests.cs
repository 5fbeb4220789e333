using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>W9: whatever clients leave behind is gone when they and their sessions are.</summary>
public sealed class LeakTests
{
    [Fact]
    public async Task W9_Nothing_is_left_of_clients_that_are_gone()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            var client = await broker.ConnectAsync($"c{i}", clean: false, properties: Packet.SessionExpiry(5));
            await client.SubscribeAsync($"a/{i}/+/b/#", 2);
            await client.SubscribeAsync($"$share/g{i % 3}/s/{i}/x", 1);
            await client.PublishAsync($"a/{i}/x/b", "in flight for ever", qos: 1, packetId: 1);
            if (i % 2 == 0) await client.DropAsync();
            else await client.DisconnectAsync();
        }

        Assert.Equal(50, broker.Server.Engine.Sessions.Count);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(8));
        await TestBroker.UntilAsync(() => broker.Server.Engine.Sessions.Count == 0);
        AssertEmpty(broker);
    }

    [Fact]
    public async Task W9_Nothing_is_left_of_clients_that_never_got_in()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { AllowAnonymous = false });
        for (var i = 0; i < 20; i++)
        {
            var client = broker.Open();
            await client.SendAsync(Packet.Connect(i % 2 == 0 ? $"c{i}" : ""));
            await client.ReadAsync(2);
            await client.DropAsync();
        }

        AssertEmpty(broker);
        Assert.Null(broker.Services.StatsManager.GetClientStats(""));
        Assert.Null(broker.Services.StatsManager.GetClientStats("c0"));
        Assert.Equal(20, broker.Services.StatsManager.GetGlobalStats().Connections.RefusedTotal);
    }

    [Fact]
    public async Task W9_The_counters_of_a_client_end_with_its_session()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        Assert.NotNull(broker.Services.StatsManager.GetClientStats("c"));
        Assert.NotNull(broker.Services.SubscriptionService.GetClientStats("c"));
        await client.DisconnectAsync();
        Assert.Null(broker.Services.StatsManager.GetClientStats("c"));
        Assert.Null(broker.Services.SubscriptionService.GetClientStats("c"));
    }

    [Fact]
    public async Task W9_A_hundred_thousand_subscribes_and_unsubscribes_leave_the_tree_as_it_was()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        for (var i = 0; i < 1000; i++)
        {
            // A hundred filters a packet, half of them with wildcards.
            var filters = Enumerable.Range(0, 100).Select(n => n % 2 == 0 ? $"a/{i}/{n}" : $"+/{i}/{n}/#").ToArray();
            await client.SendAsync(Packet.Subscribe(1, 5, [], [.. filters.Select(f => (f, 0))]));
            await client.ReadAsync(9);
            await client.SendAsync(Packet.Unsubscribe(2, 5, filters));
            Assert.All((await client.ReadAsync(11)).ReasonCodes, code => Assert.Equal(0, code));
        }

        Assert.True(broker.Server.Engine.Subscriptions.Root.IsEmpty);
        Assert.Equal(0, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent);
    }

    private static void AssertEmpty(TestBroker broker)
    {
        var engine = broker.Server.Engine;
        Assert.Equal(0, engine.Connections.Count);
        Assert.Equal(0, engine.Sessions.Count);
        Assert.True(engine.Subscriptions.Root.IsEmpty);
        Assert.Equal(0, engine.SessionWheel.Count);
        Assert.Equal(0, engine.ConnectionWheel.Count);
        var stats = broker.Services.StatsManager.GetGlobalStats();
        Assert.Equal(0, stats.Subscriptions.SubscriptionsCurrent);
        Assert.Equal(0, stats.Messages.InflightCurrent);
        Assert.Equal(0, stats.Messages.QueuedCurrent);
        Assert.Equal((0, 0), (stats.Connections.ActiveCurrent, stats.Connections.InactiveCurrent));
        Assert.Empty(broker.Log.Errors);
    }
}
