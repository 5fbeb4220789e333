using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Storms;

/// <summary>The broker stands still for longer than anybody's Keep Alive, as a machine does that is moved. Its clients have done nothing wrong: nobody is thrown out when it goes on.</summary>
internal sealed class FreezeRun(BrokerUnderTest broker, int clients, TimeSpan frozen)
{
    private const int KeepAlive = 10;
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(KeepAlive * 2);
    private readonly Violations _violations = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var links = new List<Link>();
        for (var n = 0; n < clients; n++)
        {
            var link = await Link.OpenAsync(broker.Place, 5, Packet.Connect($"frozen-{n}", 5, keepAlive: KeepAlive)) ?? throw new ChaosException("a client cannot connect");
            link.Listen(_ => Task.CompletedTask);
            links.Add(link);
        }

        using var stop = new CancellationTokenSource();
        var pings = PingAsync(links, stop.Token);
        await broker.FreezeAsync();
        await Task.Delay(frozen, TimeProvider.System, CancellationToken.None);
        broker.Thaw();
        await Task.Delay(Afterwards, TimeProvider.System, CancellationToken.None);
        var gone = links.Count(l => l.Ended.IsCompleted);
        await stop.CancelAsync();
        await pings;
        foreach (var link in links) await link.DisposeAsync();
        if (gone > clients / 100) _violations.Add(Invariant.Alive, $"{gone} of {clients} clients were thrown out");
        return new Outcome($"frozen for {frozen.TotalSeconds:0} s with Keep Alive {KeepAlive} s: {gone} of {clients} clients were thrown out", _violations.Texts, _violations.Total);
    }

    private static async Task PingAsync(List<Link> links, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(KeepAlive / 2.0));
        while (!stop.IsCancellationRequested)
        {
            foreach (var link in links) await link.SendAsync([0xC0, 0]);
            await ((Task)tick.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
