using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Idle;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A few hundred idle clients; the nineteen thousand are those of the executable.</summary>
public sealed class IdleTests(ITestOutputHelper output)
{
    /// <summary>Beyond one and a half times its keep alive, a client that does not ping is gone. Of so few the memory says little.</summary>
    [Fact]
    public Task Who_is_idle_and_pings_stays_and_costs_next_to_nothing() => output.HoldsAsync(async directory =>
    {
        await using var broker = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = "" });
        var options = new IdleOptions { Clients = 500, KeepAlive = 6, Hold = TimeSpan.FromSeconds(12), MostKiBEach = 60, MostProcessor = 100 };
        return await new IdleRun(broker, options, output.WriteLine).RunAsync();
    });
}
