using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Floods;

/// <summary>Some subscribers stop reading while messages flow. It costs their own queues and nothing else: memory stays within the bounds, those who read get everything, and those who do not are cut off.</summary>
internal sealed class SlowConsumerRun(BrokerUnderTest broker, SlowConsumerOptions options, MemoryCage? cage)
{
    /// <summary>What the configuration of the run says.</summary>
    internal const string Limits = "[limits]\nstall_timeout = \"10s\"\n";

    /// <summary>max_queued_bytes and max_outbound_bytes as built in, for each that is stuck.</summary>
    private const long BoundEachKiB = (8 + 1) * 1024;

    /// <summary>When those of QoS 0 must be gone: stall_timeout, and what the network's buffers take before anything stalls.</summary>
    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(20);

    /// <summary>What the collector may take beside.</summary>
    private const long SlackKiB = 32 * 1024;

    private readonly Book _book = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var publishers = Enumerable.Range(0, 3).Select(n => new Publisher(
            new PublisherPlan(n, 5, [$"flood/{n}"]) { Rate = options.Rate / 3, MinSize = 4096, MaxSize = 4096 }, _book, options.Seed)).ToList();
        var subscribers = Enumerable.Range(0, options.Normal).Select(n => new Subscriber(
            new SubscriberPlan($"reader-{n}", 5, "flood/#", 1) { Wants = t => t.StartsWith("flood/", StringComparison.Ordinal) }, _book)).ToList();
        foreach (var subscriber in subscribers) await subscriber.AttachAsync(broker.Place);
        foreach (var publisher in publishers) await publisher.AttachAsync(broker.Place);
        var claims = subscribers.Select(s => new Claim(_book, s)).ToList();
        await using var canary = await Canary.StartAsync(broker.Place, _book.Violations);
        using var stop = new CancellationTokenSource();
        var load = publishers.Select(p => p.LoadAsync(int.MaxValue, stop.Token)).ToList();
        await Task.Delay(options.Duration / 4, TimeProvider.System, CancellationToken.None);
        var before = ProcessSample.Of(broker.Pid);
        var (peak, stalledAfter, cutAfter) = await SufferAsync(before);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        foreach (var publisher in publishers) await publisher.SettledAsync(TimeSpan.FromSeconds(20));
        await DrainAsync(claims);
        var lost = claims.Sum(c => c.Settle());
        var bound = (options.Stuck * BoundEachKiB) + SlackKiB;
        if (peak - before.ResidentKiB > bound) _book.Violations.Add(Invariant.Alive, $"memory grew by {peak - before.ResidentKiB} KiB, the bound is {bound}");
        foreach (var client in subscribers) await client.DetachAsync();
        foreach (var client in publishers) await client.DetachAsync();
        var summary = $"""
            {options.Stuck} of {options.Stuck + options.Normal} subscribers stopped reading; those of QoS 0 were cut off after {Seconds(stalledAfter)} s, those of QoS 1 after {Seconds(cutAfter)} s
            memory {before.ResidentKiB} KiB, at most {peak} KiB: {peak - before.ResidentKiB} KiB more, bound {bound}; limit {(cage is null ? "none" : $"300 MiB, met {cage.Refusals} times")}
            messages acknowledged {_book.Owned}, lost to those who read {lost}; canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _book.Violations.Texts, _book.Violations.Total);
    }

    private static string Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) ?? "never";

    /// <returns>The most memory, and when the stuck clients had lost their connections: those of QoS 0, for whom writes wait, and all, of whom the others have a full window first, so that nothing waits in the broker.</returns>
    private async Task<(long PeakKiB, TimeSpan? StalledAfter, TimeSpan? CutAfter)> SufferAsync(ProcessSample before)
    {
        var stuck = new List<StuckClient>();
        for (var n = 0; n < options.Stuck; n++) stuck.Add(await StuckClient.ConnectAsync(broker.Place, $"stuck-{n}", "flood/#", n % 2));
        var ofQoS1 = options.Stuck / 2;
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan? stalled = null, cut = null;
        long peak = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (TimeProvider.System.GetElapsedTime(began) < options.Duration)
        {
            await tick.WaitForNextTickAsync();
            if (broker.HasDied)
            {
                _book.Violations.Add(Invariant.Alive, "the broker has ended by itself");
                break;
            }

            var now = ProcessSample.Of(broker.Pid);
            peak = Math.Max(peak, now.ResidentKiB);
            // A connection is a socket of the broker's.
            if (stalled is null && now.Sockets <= before.Sockets + ofQoS1) stalled = TimeProvider.System.GetElapsedTime(began);
            if (cut is null && now.Sockets <= before.Sockets) cut = TimeProvider.System.GetElapsedTime(began);
        }

        if (stalled is null || stalled > CutWithin) _book.Violations.Add(Invariant.Alive, $"those of QoS 0 who do not read were cut off after {Seconds(stalled)} s");
        if (cut is null || cut > CutWithin) _book.Violations.Add(Invariant.Alive, $"those of QoS 1 who do not read were cut off after {Seconds(cut)} s");
        foreach (var client in stuck) client.Dispose();
        return (peak, stalled, cut);
    }

    private static async Task DrainAsync(List<Claim> claims)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (claims.Any(c => c.Missing() > 0) && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
    }
}
