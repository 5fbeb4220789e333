using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Network;

/// <summary>
/// One fault of the network after the other, between the broker and all its clients: a subscriber of each QoS, publishers of QoS 1 and 2. Who loses the connection comes back. What was
/// acknowledged arrives, in order and QoS 2 once; QoS 0, too, where no connection is lost.
/// </summary>
internal sealed class NetworkRun(BrokerUnderTest broker, IReadOnlyList<LineFault> faults, TimeSpan each, int seed, Action<string> tell)
{
    private const int Rate = 60, RateOfNarrow = 25, LargestMessage = 2048;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Violations _violations = new();

    /// <summary>The full matrix; the short one has the first seconds of it.</summary>
    internal static IReadOnlyList<LineFault> Matrix(TimeSpan stall, TimeSpan reset) =>
    [
        new("200 ms and as much jitter") { Delay = TimeSpan.FromMilliseconds(200), Jitter = TimeSpan.FromMilliseconds(200) },
        new("one byte at a time") { Piece = 1 },
        new($"stands still for {stall.TotalSeconds:0} s") { Stall = stall },
        new($"reset after {reset.TotalSeconds:0} s") { ResetAfter = reset, Delay = TimeSpan.FromMilliseconds(100) }, // so that something is under way then
        new("16 KiB/s") { Rate = 16 * 1024 },
    ];

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var summary = new List<string>();
        for (var n = 0; n < faults.Count; n++)
        {
            var book = new Book();
            var line = await SufferAsync(faults[n], n, book);
            tell(line);
            summary.Add(line);
            _violations.Add(book.Violations, faults[n].Name);
        }

        if (broker.HasDied) _violations.Add(Invariant.Alive, "the broker has ended by itself");
        return new Outcome(string.Join('\n', summary), _violations.Texts, _violations.Total);
    }

    /// <summary>All is there, or nothing more has come for a while: a narrow line takes as long as it needs.</summary>
    private static async Task ArriveAsync(List<Claim> claims)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var least = int.MaxValue;
        while (claims.Sum(c => c.Missing()) is > 0 and var missing && !patience.IsCancellationRequested)
        {
            if (missing < least) patience.CancelAfter(Patience);
            least = Math.Min(least, missing);
            await tick.WaitForNextTickAsync();
        }
    }

    private async Task<string> SufferAsync(LineFault fault, int number, Book book)
    {
        await using var proxy = new FaultProxy(broker.Place, fault, seed);
        var topics = new[] { $"net/{number}/a", $"net/{number}/b" };
        var subscribers = Enumerable.Range(0, 3).Select(qos => new Subscriber(
            new SubscriberPlan($"net-{number}-{qos}", 4 + (qos % 2), $"net/{number}/#", qos)
            {
                Wants = t => t.StartsWith($"net/{number}/", StringComparison.Ordinal),
                // With QoS 0, what a reset took may still come: when its publisher, reset as well, sends it again.
                IsOrdered = qos > 0 || fault.ResetAfter == TimeSpan.Zero,
            },
            book)).ToList();
        var publishers = Enumerable.Range(0, 2).Select(n => new Publisher(new PublisherPlan((number * 2) + n, 5 - n, topics) { Rate = fault.Rate > 0 ? RateOfNarrow : Rate, MaxSize = LargestMessage }, book, seed)).ToList();
        await Task.WhenAll(subscribers.Select(s => s.AttachAsync(proxy.Place)));
        await Task.WhenAll(publishers.Select(p => p.AttachAsync(proxy.Place)));
        var claims = subscribers.Where(s => s.Plan.QoS > 0 || fault.ResetAfter == TimeSpan.Zero).Select(s => new Claim(book, s)).ToList();
        using (var stop = new CancellationTokenSource(each))
        {
            var back = subscribers.Select(s => Comeback.KeepAsync(() => s.Ended, () => s.DetachAsync(), () => s.AttachAsync(proxy.Place), stop.Token))
                .Concat(publishers.Select(p => Comeback.KeepAsync(() => p.Ended, p.DetachAsync, () => p.AttachAsync(proxy.Place), stop.Token))).ToList();
            await Task.WhenAll(publishers.Select(p => Comeback.PublishAsync(p, stop.Token)));
            await Task.WhenAll(back);
        }

        // The network is well again, for who comes back now.
        proxy.Fault = LineFault.None;
        if (fault.ResetAfter > TimeSpan.Zero)
        {
            foreach (var subscriber in subscribers) await Comeback.AgainAsync(() => subscriber.DetachAsync(), () => subscriber.AttachAsync(proxy.Place));
            foreach (var publisher in publishers) await Comeback.AgainAsync(publisher.DetachAsync, () => publisher.AttachAsync(proxy.Place));
        }

        foreach (var publisher in publishers)
        {
            if (!await publisher.SettledAsync(Patience)) book.Violations.Add(Invariant.Alive, "not all was acknowledged");
        }

        await ArriveAsync(claims);
        var lost = claims.Sum(c => c.Settle());
        foreach (var subscriber in subscribers) await subscriber.DetachAsync(politely: true);
        foreach (var publisher in publishers) await publisher.DetachAsync();
        return $"{fault.Name}: {book.Owned} acknowledged, p99 {book.Acknowledged99.TotalMilliseconds:0} ms, lost {lost} of {claims.Count} claims, QoS 2 twice {book.Violations.Of(Invariant.DuplicateQoS2)}, connections {proxy.Count}";
    }
}
