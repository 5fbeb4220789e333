using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Power;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A few power failures; where the machine has no loop devices for us, they say so.</summary>
public sealed class PowerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_power_failure()
    {
        if (await IsSkippedAsync()) return;
        var report = await RunAsync("group", images: 2, TimeSpan.FromSeconds(20));
        Assert.NotEqual(0, report.Checked);
        Assert.Equal(0, report.Violations.Total);
    }

    [Fact]
    public async Task What_is_acknowledged_before_it_is_on_the_disk_is_seen_to_be_lost()
    {
        if (await IsSkippedAsync()) return;
        var report = await RunAsync("os", images: 2, TimeSpan.FromSeconds(1));
        Assert.Equal(2, report.Bad);
        Assert.NotEqual(0, report.Violations.Of(Invariant.Lost));
    }

    private async Task<bool> IsSkippedAsync()
    {
        var reason = await LoopDisk.WhyNotAsync();
        if (reason is not null) output.WriteLine($"SKIPPED({reason})");
        return reason is not null;
    }

    private async Task<PowerReport> RunAsync(string durability, int images, TimeSpan patience)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            GmqttdBroker Make(string log, string state) => new(log, new GmqttdOptions { Persistence = BrokerKind.DiskIn(Path.Combine(state, "data"), durability) });
            var options = new PowerOptions { Images = images, Seed = 1, Rate = 400, Size = 256 << 20, Patience = patience };
            var report = await new PowerRun(Make, options, directory.FullName, output.WriteLine).RunAsync();
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
