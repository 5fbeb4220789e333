using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

/// <summary>IServer.Health.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task The_broker_starts_is_ready_and_stops()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal((HealthState.Ready, 0), (broker.Services.Health.State, broker.Services.Health.Conditions.Count));
        broker.Server.Health.Enter(HealthState.Starting);
        Assert.Equal(HealthState.Starting, broker.Services.Health.State);
        await broker.Server.StopAsync();
        Assert.Equal(HealthState.Stopping, broker.Services.Health.State);
    }

    [Fact]
    public async Task What_is_reported_degrades_it_until_it_is_well_again()
    {
        await using var broker = await TestBroker.StartAsync();
        var began = broker.Time.GetUtcNow();
        broker.Server.Health.Report("store", "the disk is full");
        broker.Server.Health.Report("memory", "nearly used up");
        broker.Time.Advance(TimeSpan.FromMinutes(1));
        broker.Server.Health.Report("store", "the disk is still full");

        Assert.Equal(HealthState.Degraded, broker.Services.Health.State);
        Assert.Equal(
            [new HealthCondition("memory", "nearly used up", began), new HealthCondition("store", "the disk is still full", began)],
            broker.Services.Health.Conditions);

        broker.Server.Health.Clear("store");
        broker.Server.Health.Clear("memory");
        Assert.Equal((HealthState.Ready, 0), (broker.Services.Health.State, broker.Services.Health.Conditions.Count));
    }
}
