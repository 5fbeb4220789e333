using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Stuck;
using Gmqtt.Hooks;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>Sixteen stuck hooks; the sixty-four are those of the executable.</summary>
public sealed class StuckTests(ITestOutputHelper output)
{
    /// <summary>Beside all other tests on a busy machine: half of the deadline still tells those who wait for a hook from those who do not.</summary>
    [Theory]
    [InlineData(nameof(OnBasicAuth), "block")]
    [InlineData(nameof(OnSubscribe), "never")]
    public Task Hooks_that_hang_deny_at_their_deadline_and_others_do_not_notice(string hook, string how) => output.HoldsAsync(async directory =>
    {
        var options = new StuckOptions { Hook = hook, How = how, Clients = 16, Deadline = TimeSpan.FromSeconds(6), Late = TimeSpan.FromSeconds(20), CanaryMost = TimeSpan.FromSeconds(3) };
        var violations = new Violations();
        await using var broker = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = "", Tables = options.Tables });
        return new Outcome(await new StuckRun(broker, options, violations).RunAsync(), violations.Texts, violations.Total);
    });
}
