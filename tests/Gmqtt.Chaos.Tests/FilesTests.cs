using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Files;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A broker without a file left for connections, for a few seconds. With other tests beside, latency and processor time say little.</summary>
public sealed class FilesTests(ITestOutputHelper output)
{
    [Fact]
    public Task Without_a_file_left_for_connections_who_is_connected_goes_on_and_the_configuration_stays_whole() => output.HoldsAsync(async directory =>
    {
        await using var broker = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = "" });
        return await new FilesRun(broker, new FilesOptions { Hold = TimeSpan.FromSeconds(3), MostProcessor = 100, CanaryMost = TimeSpan.FromSeconds(3) }).RunAsync();
    });
}
