using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clocks;
using Gmqtt.Chaos.Network;
using Gmqtt.Chaos.Storms;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>Short runs over bad networks and with a bad clock; the long ones are those of the executable.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_slow_subscriber_gets_everything_and_keeps_its_connection() => output.HoldsAsync(async directory =>
    {
        await using var broker = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = "", Tables = TrickleRun.Limits });
        return await new TrickleRun(broker, messages: 14, seed: 1).RunAsync();
    });

    [Fact]
    public Task What_was_acknowledged_arrives_whatever_the_network_does() => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory);
        var faults = NetworkRun.Matrix(stall: TimeSpan.FromSeconds(1), reset: TimeSpan.FromSeconds(2.5));
        return await new NetworkRun(broker, faults, each: TimeSpan.FromSeconds(3), seed: 1, output.WriteLine).RunAsync();
    });

    [Fact]
    public Task Who_stays_subscribed_gets_everything_while_other_subscriptions_come_and_go() => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory);
        return await new ChurnRun(broker, TimeSpan.FromSeconds(4), seed: 1).RunAsync();
    });

    [Fact]
    public Task A_wall_clock_that_jumps_throws_nobody_out_and_loses_nothing() => output.HoldsAsync(async directory =>
    {
        Assert.True(WallClock.Library is not null, "libfaketime is not installed; tests/run installs it");
        var clock = new WallClock(directory);
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Disk, directory, environment: clock.Environment);
        return await new ClockRun(broker, clock, each: TimeSpan.FromSeconds(2), seed: 1).RunAsync();
    });
}
