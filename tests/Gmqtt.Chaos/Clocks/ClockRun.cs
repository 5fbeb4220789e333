using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Clocks;

/// <summary>
/// The wall clock jumps under a running broker: an hour ahead, an hour back, ten years ahead. Nobody is thrown out, nothing is lost, no session ends before its time, and no timer goes wild.
/// </summary>
internal sealed class ClockRun(BrokerUnderTest broker, WallClock clock, TimeSpan each, int seed)
{
    private const int Clients = 20, KeepAlive = 30;

    /// <summary>Of one core, beside what the same work took before the first jump.</summary>
    private const double MostMore = 0.3;

    private static readonly (string Name, string Offset)[] Jumps = [("an hour ahead", "+3600"), ("an hour back", "-3600"), ("ten years ahead", "+315360000")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Book _book = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var canary = await Canary.StartAsync(broker.Place, _book.Violations);
        var present = new Subscriber(Plan("present"), _book);
        var absent = new Subscriber(Plan("absent"), _book);
        foreach (var subscriber in (Subscriber[])[present, absent]) await subscriber.AttachAsync(broker.Place);
        await absent.DetachAsync();
        var publisher = new Publisher(new PublisherPlan(0, 5, ["clock/0", "clock/1"]) { Rate = 100, MaxSize = 1024 }, _book, seed);
        await publisher.AttachAsync(broker.Place);
        var claims = new[] { new Claim(_book, present), new Claim(_book, absent) };
        var idle = new List<Link>();
        for (var n = 0; n < Clients; n++)
        {
            var link = await Link.OpenAsync(broker.Place, 5, Packet.Connect($"idle-{n}", 5, keepAlive: KeepAlive)) ?? throw new ChaosException("a client cannot connect");
            link.Listen(_ => Task.CompletedTask);
            idle.Add(link);
        }

        using var stop = new CancellationTokenSource();
        var load = publisher.LoadAsync(int.MaxValue, stop.Token);
        var lines = new List<string>();
        var usual = await ShareAsync();
        foreach (var (name, offset) in Jumps) lines.Add(await JumpAsync(name, offset, idle, usual));
        await stop.CancelAsync();
        await load;
        if (publisher.Ended.IsCompleted || present.Ended.IsCompleted) _book.Violations.Add(Invariant.Alive, "the publisher or the subscriber was thrown out");
        if (!await publisher.SettledAsync(Patience)) _book.Violations.Add(Invariant.Alive, "not all was acknowledged");
        await absent.AttachAsync(broker.Place); // its session is there, which AttachAsync checks
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (claims.Any(c => c.Missing() > 0) && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var lost = claims.Sum(c => c.Settle());
        foreach (var link in idle) await link.DisposeAsync();
        foreach (var subscriber in (Subscriber[])[present, absent]) await subscriber.DetachAsync();
        await publisher.DetachAsync();
        lines.Add($"{_book.Owned} acknowledged, lost {lost}, canary rounds {canary.Rounds}, ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms");
        return new Outcome(string.Join('\n', lines), _book.Violations.Texts, _book.Violations.Total);
    }

    private static SubscriberPlan Plan(string name) => new(name, 5, "clock/#", 2) { Wants = t => t.StartsWith("clock/", StringComparison.Ordinal) };

    private async Task<string> JumpAsync(string name, string offset, List<Link> idle, double usual)
    {
        clock.Move(offset);
        var share = await ShareAsync();
        foreach (var link in idle) await link.SendAsync([0xC0, 0]);
        var gone = idle.Count(l => l.Ended.IsCompleted);
        if (gone > 0) _book.Violations.Add(Invariant.Alive, $"{name}: {gone} of {Clients} were thrown out");
        if (share > usual + MostMore) _book.Violations.Add(Invariant.Alive, $"{name}: the broker takes {share:0.00} of a core, before it took {usual:0.00}");
        return $"{name}: {gone} of {Clients} thrown out, {share:0.00} of a core, before {usual:0.00}";
    }

    /// <summary>Processor time by time, for a while.</summary>
    private async Task<double> ShareAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = ProcessSample.Of(broker.Pid).Processor;
        await Task.Delay(each, TimeProvider.System, CancellationToken.None);
        return (ProcessSample.Of(broker.Pid).Processor - before) / TimeProvider.System.GetElapsedTime(began);
    }
}
