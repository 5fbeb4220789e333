using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Drops;

/// <summary>What a network does below TCP: packets get lost, and connections are cut without either end being told.</summary>
internal sealed class DropsRun(BrokerUnderTest broker, DropsOptions options, Action<string> tell)
{
    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var violations = new Violations();
        var lossy = new Book();
        tell(await new LossRun(broker.Place, options, lossy).RunAsync());
        violations.Add(lossy.Violations, "loss");
        var silent = new Book();
        tell(await new HalfOpenRun(broker.Place, options, silent).RunAsync());
        violations.Add(silent.Violations, "half-open");
        if (broker.HasDied) violations.Add(Invariant.Alive, "the broker has ended by itself");
        return new Outcome($"{options.Broker}: {violations.Counts}", violations.Texts, violations.Total);
    }
}
