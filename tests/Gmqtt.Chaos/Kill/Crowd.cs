using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Kill;

/// <summary>The clients of a run: publishers with QoS 1 and 2 mixed, one that retains, and subscribers that are steady, slow, offline, shared, and coming and going.</summary>
internal sealed class Crowd
{
    internal const string RetainedFilter = "kept/#";
    private const int Publishers = 4, TopicsEach = 4, RetainedPublisher = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly SubscriberPlan[] Plans =
    [
        new("steady", 5, "chaos/#", 2) { Wants = IsChaos },
        new("slow", 4, "chaos/+/1", 1) { Wants = t => t.EndsWith("/1", StringComparison.Ordinal) && IsChaos(t), Pace = 100 },
        new("offline", 5, "chaos/#", 2) { Wants = IsChaos, ReceiveMaximum = 50 },
        new("changing", 5, "chaos/2/#", 2) { Wants = t => t.StartsWith("chaos/2/", StringComparison.Ordinal) },
        new("shared-0", 5, "$share/group/chaos/#", 2) { Wants = IsChaos, IsOrdered = false },
        new("shared-1", 4, "$share/group/chaos/#", 2) { Wants = IsChaos, IsOrdered = false },
    ];

    private readonly IReadOnlyList<Subscriber> _subscribers;

    internal Crowd(Book book, int seed, int rate)
        : this(
            book,
            [.. Enumerable.Range(0, Publishers).Select(n => new Publisher(
                new PublisherPlan(n, n % 2 == 0 ? 5 : 4, [.. Enumerable.Range(0, TopicsEach).Select(t => $"chaos/{n}/{t}")]) { Rate = rate / Publishers }, book, seed))],
            new Publisher(
                new PublisherPlan(RetainedPublisher, 5, [.. Enumerable.Range(0, 10).Select(t => $"kept/{t}")]) { Rate = 25, Retains = true, MaxSize = 4096 }, book, seed),
            [.. Plans.Select(plan => new Subscriber(plan, book))])
    {
    }

    private Crowd(Book book, IReadOnlyList<Publisher> publishers, Publisher retainer, IReadOnlyList<Subscriber> subscribers)
    {
        Book = book;
        All = publishers;
        Retainer = retainer;
        _subscribers = subscribers;
        Changes = new Claim(book, Changing);
        Claims = [new Claim(book, subscribers[0]), new Claim(book, Slow), new Claim(book, Offline), Changes, new Claim(book, subscribers[4], subscribers[5])];
    }

    internal Book Book { get; }

    /// <summary>Those who publish to <c>chaos/</c>.</summary>
    internal IReadOnlyList<Publisher> All { get; }

    internal Publisher Retainer { get; }

    internal Subscriber Slow => _subscribers[1];

    /// <summary>Connected now and then only.</summary>
    internal Subscriber Offline => _subscribers[2];

    internal Subscriber Changing => _subscribers[3];

    /// <summary>What the one that comes and goes is owed.</summary>
    internal Claim Changes { get; }

    internal IReadOnlyList<Claim> Claims { get; }

    internal IEnumerable<Publisher> EveryPublisher => All.Append(Retainer);

    internal IReadOnlyList<Subscriber> EverySubscriber => _subscribers;

    /// <summary>The same clients as they are now, for a copy of the broker.</summary>
    internal Crowd Fork()
    {
        // In this order: what has come by now was noted as sent before.
        var receipts = _subscribers.Select(s => new Receipts(s.Receipts)).ToList();
        var book = Book.Fork();
        return new Crowd(book, [.. All.Select(p => p.Fork(book))], Retainer.Fork(book), [.. _subscribers.Select((s, i) => s.Fork(book, receipts[i]))]);
    }

    /// <summary>Connects all but the one that is offline.</summary>
    internal async Task AttachAsync(EndPoint place)
    {
        await Task.WhenAll(_subscribers.Where(s => s != Offline).Select(s => s.AttachAsync(place)));
        await Task.WhenAll(EveryPublisher.Select(p => p.AttachAsync(place)));
    }

    /// <summary>The broker is gone: nobody is connected any more.</summary>
    internal async Task DetachAsync()
    {
        await Task.WhenAll(EveryPublisher.Select(p => p.DetachAsync()));
        await Task.WhenAll(EverySubscriber.Select(s => s.DetachAsync()));
    }

    /// <summary>Waits until every publisher has its acknowledgements.</summary>
    internal async Task SettleAsync()
    {
        var settled = await Task.WhenAll(EveryPublisher.Select(p => p.SettledAsync(Patience)));
        if (settled.Contains(false)) Book.Violations.Add(Invariant.Alive, $"{settled.Count(s => !s)} publishers did not get their acknowledgements within {Patience.TotalSeconds:0} s");
    }

    /// <summary>Waits until everybody who is connected has what is owed, as long as something comes.</summary>
    /// <param name="patience">How long nothing may come before the rest is lost.</param>
    internal async Task DrainAsync(TimeSpan patience)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var (arrivals, at) = (-1L, TimeProvider.System.GetTimestamp());
        while (Claims.Any(c => c.CanBeSettled && c.Missing() > 0))
        {
            var now = EverySubscriber.Sum(s => s.Receipts.Arrivals + s.Receipts.Again);
            if (now != arrivals) (arrivals, at) = (now, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(at) > patience) return;
            await tick.WaitForNextTickAsync();
        }
    }

    /// <returns>How many messages are lost.</returns>
    internal int Count() => Claims.Where(c => c.CanBeSettled).Sum(c => c.Settle());

    private static bool IsChaos(string topic) => topic.StartsWith("chaos/", StringComparison.Ordinal);
}
