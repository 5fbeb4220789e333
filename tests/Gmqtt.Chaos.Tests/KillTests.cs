using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Kill;
using Gmqtt.Chaos.Ledger;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A few kills of each broker; the long runs are those of the executable.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(BrokerKind.Mosquitto)]
    [InlineData(BrokerKind.Memory)]
    public async Task What_a_broker_without_durability_loses_is_seen(string kind)
    {
        var report = await RunAsync(kind, cycles: 1, patience: TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, report.Owned);
        Assert.NotEqual(0, report.Violations.Of(Invariant.Lost));
        Assert.NotEqual(0, report.Violations.Of(Invariant.SessionPresent));
        Assert.NotEqual(0, report.Violations.Of(Invariant.Retained));
        Assert.NotEqual(0, report.Violations.Of(Invariant.Will));
        Assert.Equal(0, report.Violations.Of(Invariant.Alive));
    }

    private async Task<KillReport> RunAsync(string kind, int cycles, TimeSpan patience)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            await using var broker = await BrokerKind.MakeAsync(kind, directory.FullName);
            var report = await new KillRun(broker, new KillOptions { Cycles = cycles, Seed = 1, Rate = 400, Patience = patience }, output.WriteLine).RunAsync();
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
