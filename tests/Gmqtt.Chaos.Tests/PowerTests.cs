using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Power;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A few power failures; where the machine has no loop devices for us, they say so.</summary>
public sealed class PowerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_a_broker_that_does_not_sync_loses_is_seen()
    {
        if (await LoopDisk.WhyNotAsync() is { } reason)
        {
            output.WriteLine($"SKIPPED({reason})");
            return;
        }

        var report = await RunAsync((_, state) => new MosquittoBroker(state), images: 2, TimeSpan.FromSeconds(1));
        Assert.Equal(2, report.Bad);
        Assert.NotEqual(0, report.Violations.Of(Invariant.Lost));
    }

    private async Task<PowerReport> RunAsync(Func<string, string, BrokerUnderTest> make, int images, TimeSpan patience)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            var options = new PowerOptions { Images = images, Seed = 1, Rate = 400, Size = 256 << 20, Patience = patience };
            var report = await new PowerRun(make, options, directory.FullName, output.WriteLine).RunAsync();
            output.WriteLine(report.ToString());
            foreach (var text in report.Violations.Texts) output.WriteLine(text);
            return report;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
