using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Drops;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>Packets that the kernel drops; where the machine does not let us, they say so.</summary>
public sealed class DropsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Lost_packets_lose_no_message_and_a_half_open_connection_ends_with_its_Keep_Alive()
    {
        if (await IsSkippedAsync()) return;
        await output.HoldsAsync(directory => OwnNetwork.RunAsync(Short(directory), output.WriteLine));
    }

    [Fact]
    public async Task A_network_that_drops_nothing_is_seen()
    {
        if (await IsSkippedAsync()) return;
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            var outcome = await OwnNetwork.RunAsync(Short(directory.FullName) with { Lossy = TimeSpan.FromSeconds(1), KeepAlive = 1, Late = TimeSpan.FromSeconds(1), IsDry = true }, output.WriteLine);
            foreach (var text in outcome.Texts) output.WriteLine(text);
            Assert.Contains(outcome.Texts, t => t.StartsWith("loss: Alive", StringComparison.Ordinal));
            Assert.Contains(outcome.Texts, t => t.StartsWith("half-open: Alive", StringComparison.Ordinal));
            Assert.Contains(outcome.Texts, t => t.StartsWith("half-open: Will", StringComparison.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static DropsOptions Short(string directory) => new() { Place = directory, Broker = BrokerKind.Memory, Lossy = TimeSpan.FromSeconds(4), KeepAlive = 2, Late = TimeSpan.FromSeconds(20), Seed = 1 };

    private async Task<bool> IsSkippedAsync()
    {
        var reason = await OwnNetwork.WhyNotAsync();
        if (reason is not null) output.WriteLine($"SKIPPED({reason})");
        return reason is not null;
    }
}
