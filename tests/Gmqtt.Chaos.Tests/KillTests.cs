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

    [Theory]
    [InlineData(BrokerKind.Disk)]
    [InlineData(BrokerKind.Redis)]
    public async Task What_a_durable_broker_acknowledged_is_there_after_kill_9(string kind)
    {
        var report = await RunAsync(kind, cycles: 3, patience: TimeSpan.FromSeconds(20));
        Assert.NotEqual(0, report.Owned);
        Assert.NotEqual(0, report.Wills);
        Assert.Equal(0, report.Violations.Total);
    }

    [Fact]
    public async Task What_is_acknowledged_before_it_is_committed_is_seen_to_be_lost()
    {
        var report = await RunAsync(BrokerKind.Early, cycles: 1, patience: TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, report.Violations.Of(Invariant.Lost));
        Assert.Equal(0, report.Violations.Of(Invariant.Alive));
    }

    [Fact]
    public async Task A_broker_that_is_told_to_end_ends_with_0_and_has_everything()
    {
        var report = await RunAsync(BrokerKind.Disk, cycles: 1, patience: TimeSpan.FromSeconds(20), isPolite: true);
        Assert.Equal(0, report.Violations.Total);
    }

    private async Task<KillReport> RunAsync(string kind, int cycles, TimeSpan patience, bool isPolite = false)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            await using var broker = await BrokerKind.MakeAsync(kind, directory.FullName);
            var report = await new KillRun(broker, new KillOptions { Cycles = cycles, Seed = 1, Rate = 400, Patience = patience, IsPolite = isPolite }, output.WriteLine).RunAsync();
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
