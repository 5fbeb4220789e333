using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Network;

/// <summary>A subscriber at the end of a line of 8 KiB a second. Slow is not stuck: it gets everything, in order, and keeps its connection, although it takes far longer than a stuck one is borne.</summary>
internal sealed class TrickleRun(BrokerUnderTest broker, int messages, int seed)
{
    /// <summary>What the configuration of the run says.</summary>
    internal const string Limits = "[limits]\nstall_timeout = \"3s\"\n";

    private const int Rate = 8 * 1024, Size = 4096;
    private readonly Book _book = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var proxy = new FaultProxy(broker.Place, new LineFault("8 KiB/s") { Rate = Rate }, seed);
        var subscriber = new Subscriber(new SubscriberPlan("trickle", 5, "trickle", 2) { Wants = t => t == "trickle" }, _book);
        var publisher = new Publisher(new PublisherPlan(0, 5, ["trickle"]) { MinSize = Size, MaxSize = Size, Rate = 200 }, _book, seed);
        await subscriber.AttachAsync(proxy.Place);
        await publisher.AttachAsync(broker.Place);
        var claim = new Claim(_book, subscriber);
        await using var canary = await Canary.StartAsync(broker.Place, _book.Violations);
        var began = TimeProvider.System.GetTimestamp();
        await publisher.LoadAsync(messages, CancellationToken.None);
        if (!await publisher.SettledAsync(TimeSpan.FromSeconds(20))) _book.Violations.Add(Invariant.Alive, "the publisher waits for the slow subscriber");
        var sent = TimeProvider.System.GetElapsedTime(began);
        // Twice the time that the line takes.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20 + (2.0 * messages * Size / Rate)));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (claim.Missing() > 0 && !subscriber.Ended.IsCompleted && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        if (subscriber.Ended.IsCompleted) _book.Violations.Add(Invariant.Alive, $"the slow subscriber was cut off with {claim.Missing()} messages to come");
        var took = TimeProvider.System.GetElapsedTime(began);
        var lost = claim.Settle();
        await subscriber.DetachAsync();
        await publisher.DetachAsync();
        var summary = $"""
            {_book.Owned} messages of {Size} bytes, acknowledged after {sent.TotalSeconds:0.0} s, delivered at 8 KiB/s after {took.TotalSeconds:0.0} s, stall_timeout 3 s: lost {lost}, connections {proxy.Count}
            canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _book.Violations.Texts, _book.Violations.Total);
    }
}
