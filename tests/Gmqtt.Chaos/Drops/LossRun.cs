using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Network;

namespace Gmqtt.Chaos.Drops;

/// <summary>
/// Packets between the broker and all its clients get lost at random: publishers of QoS 1 and 2, subscribers of both, and one that leaves and comes back all the time. What was acknowledged
/// arrives when the network is well again at the latest, in order and QoS 2 once.
/// </summary>
internal sealed class LossRun(EndPoint place, DropsOptions options, Book book)
{
    private const int Rate = 60, LargestMessage = 2048;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Stay = TimeSpan.FromMilliseconds(500);
    private int _comebacks;

    internal async Task<string> RunAsync()
    {
        var topics = new[] { "loss/a", "loss/b" };
        var subscribers = new[] { Plan("one", 4, 1), Plan("two", 5, 2), Plan("rover", 5, 2) }.Select(plan => new Subscriber(plan, book)).ToList();
        var rover = subscribers[^1];
        var publishers = Enumerable.Range(0, 2).Select(n => new Publisher(new PublisherPlan(n, 5 - n, topics) { Rate = Rate, MaxSize = LargestMessage }, book, options.Seed)).ToList();
        await Task.WhenAll(subscribers.Select(s => s.AttachAsync(place)));
        await Task.WhenAll(publishers.Select(p => p.AttachAsync(place)));
        var claims = subscribers.Select(s => new Claim(book, s)).ToList();
        var roved = 0;
        long dropped;
        await using (var rule = await PacketFilter.LoseAsync(((IPEndPoint)place).Port, options.Percent, options.IsDry))
        {
            using var stop = new CancellationTokenSource(options.Lossy);
            var back = subscribers.Except([rover]).Select(s => Comeback.KeepAsync(() => s.Ended, () => s.DetachAsync(), () => AgainAsync(s.AttachAsync), stop.Token))
                .Concat(publishers.Select(p => Comeback.KeepAsync(() => p.Ended, p.DetachAsync, () => AgainAsync(p.AttachAsync), stop.Token))).ToList();
            var roving = RoveAsync(rover, stop.Token);
            await Task.WhenAll(publishers.Select(p => Comeback.PublishAsync(p, stop.Token)));
            await Task.WhenAll(back);
            roved = await roving;
            dropped = await rule.CountAsync();
        }

        // The network is well again. Who has lost the connection and was not there to notice comes back now.
        var well = TimeProvider.System.GetTimestamp();
        if (dropped == 0) book.Violations.Add(Invariant.Alive, "no packet was dropped");
        foreach (var subscriber in subscribers.Where(s => s.Ended.IsCompleted)) await Comeback.AgainAsync(() => subscriber.DetachAsync(), () => AgainAsync(subscriber.AttachAsync));
        foreach (var publisher in publishers.Where(p => p.Ended.IsCompleted)) await Comeback.AgainAsync(publisher.DetachAsync, () => AgainAsync(publisher.AttachAsync));
        foreach (var publisher in publishers)
        {
            if (!await publisher.SettledAsync(Patience)) book.Violations.Add(Invariant.Alive, "not all was acknowledged");
        }

        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (claims.Any(c => c.Missing() > 0) && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var took = TimeProvider.System.GetElapsedTime(well);
        var lost = claims.Sum(c => c.Settle());
        foreach (var subscriber in subscribers) await subscriber.DetachAsync(politely: true);
        foreach (var publisher in publishers) await publisher.DetachAsync();
        return $"{options.Percent} % lost for {options.Lossy.TotalSeconds:0} s, {dropped} packets: {book.Owned} acknowledged, p99 {book.Acknowledged99.TotalMilliseconds:0} ms, lost {lost} of {claims.Count} claims, " +
            $"QoS 2 twice {book.Violations.Of(Invariant.DuplicateQoS2)}, out of order {book.Violations.Of(Invariant.Order)}, all there {took.TotalSeconds:0.0} s after the last loss; " +
            $"{_comebacks} connections ended and were made again, one subscriber came back {roved} times";
    }

    private static SubscriberPlan Plan(string name, int version, int qos)
        => new($"loss-{name}", version, "loss/#", qos) { Wants = t => t.StartsWith("loss/", StringComparison.Ordinal) };

    private Task AgainAsync(Func<EndPoint, Task> attach)
    {
        Interlocked.Increment(ref _comebacks);
        return attach(place);
    }

    /// <returns>How often it came back.</returns>
    private async Task<int> RoveAsync(Subscriber rover, CancellationToken stop)
    {
        var times = 0;
        using var tick = new PeriodicTimer(Stay);
        while (!stop.IsCancellationRequested)
        {
            await ((Task)tick.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) break;
            await Comeback.AgainAsync(() => rover.DetachAsync(), () => rover.AttachAsync(place));
            times++;
        }

        return times;
    }
}
