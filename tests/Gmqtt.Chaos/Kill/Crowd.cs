using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Kill;

/// <summary>The clients of a run: publishers with QoS 1 and 2 mixed, one that retains, and subscribers that are steady, slow, offline, shared, and coming and going.</summary>
internal sealed class Crowd
{
    internal const int RetainedPublisher = 100;
    private const int Publishers = 4, TopicsEach = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal Crowd(Book book, int seed, int rate)
    {
        Book = book;
        All = [.. Enumerable.Range(0, Publishers).Select(n => new Publisher(
            new PublisherPlan(n, n % 2 == 0 ? 5 : 4, [.. Enumerable.Range(0, TopicsEach).Select(t => $"chaos/{n}/{t}")]) { Rate = rate / Publishers }, book, seed))];
        Retainer = new Publisher(
            new PublisherPlan(RetainedPublisher, 5, [.. Enumerable.Range(0, 10).Select(t => $"kept/{t}")]) { Rate = 25, Retains = true, MaxSize = 4096 }, book, seed);
        Steady = Of(new("steady", 5, "chaos/#", 2) { Wants = All_ });
        Slow = Of(new("slow", 4, "chaos/+/1", 1) { Wants = t => t.EndsWith("/1", StringComparison.Ordinal) && All_(t), Pace = 100 });
        Offline = Of(new("offline", 5, "chaos/#", 2) { Wants = All_, IsOffline = true, ReceiveMaximum = 50 });
        Changing = Of(new("changing", 5, "chaos/2/#", 2) { Wants = t => t.StartsWith("chaos/2/", StringComparison.Ordinal) });
        Shared = [.. new[] { 5, 4 }.Select((version, i) => Of(new($"shared-{i}", version, "$share/group/chaos/#", 2) { Wants = All_, IsOrdered = false }))];
        Changes = new Claim(book, Changing);
        Claims = [new Claim(book, Steady), new Claim(book, Slow), new Claim(book, Offline), Changes, new Claim(book, Shared)];
    }

    internal Book Book { get; }

    /// <summary>Those who publish to <c>chaos/</c>.</summary>
    internal IReadOnlyList<Publisher> All { get; }

    internal Publisher Retainer { get; }

    internal Subscriber Steady { get; }

    internal Subscriber Slow { get; }

    internal Subscriber Offline { get; }

    internal Subscriber Changing { get; }

    internal IReadOnlyList<Subscriber> Shared { get; }

    /// <summary>What the one that comes and goes is owed.</summary>
    internal Claim Changes { get; }

    internal IReadOnlyList<Claim> Claims { get; }

    internal IEnumerable<Publisher> EveryPublisher => All.Append(Retainer);

    internal IEnumerable<Subscriber> Online => [Steady, Slow, Changing, .. Shared];

    internal IEnumerable<Subscriber> EverySubscriber => Online.Append(Offline);

    /// <summary>Connects all but the one that is offline.</summary>
    internal async Task AttachAsync(EndPoint place)
    {
        await Task.WhenAll(Online.Select(s => s.AttachAsync(place)));
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

    private static bool All_(string topic) => topic.StartsWith("chaos/", StringComparison.Ordinal);

    private Subscriber Of(SubscriberPlan plan) => new(plan, Book);
}
