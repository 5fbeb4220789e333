using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Kill;

/// <summary>Clients with delayed wills round the broker's end: dropped before it, connected when it comes, or back in time so that the will must not be published.</summary>
internal sealed class Wills
{
    internal const int Publisher = 300;

    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(250);
    private readonly Book _book;
    private readonly TimeSpan _grace;
    private readonly PublisherLedger _ledger;
    private readonly Subscriber _subscriber;
    private readonly List<Will> _wills = [];
    private readonly Lock _gate = new();

    /// <param name="book">What is wrong goes there.</param>
    /// <param name="grace">A restart and a full machine come between the time a will is due and its arrival.</param>
    internal Wills(Book book, TimeSpan grace)
    {
        _book = book;
        _grace = grace;
        _ledger = book.Open(Publisher, ["will/0", "will/1", "will/2"]);
        _subscriber = new Subscriber(
            new SubscriberPlan("wills", 5, "will/#", 2) { Wants = t => t.StartsWith("will/", StringComparison.Ordinal), IsOrdered = false }, book);
        _subscriber.Inbox.Arrived = Arrived;
    }

    /// <summary>Who gets them.</summary>
    internal Subscriber Subscriber => _subscriber;

    /// <summary>Wills that came as they should.</summary>
    internal int Kept { get; private set; }

    /// <summary>Connects the clients of one cycle; some go at once.</summary>
    internal async Task ArmAsync(EndPoint place, Random random)
    {
        for (var kind = 0; kind < 3; kind++)
        {
            var delay = kind == 2 ? 120 : random.Next(kind == 0 ? 1 : 0, 4);
            var sequence = _ledger.Send(kind, 2);
            var will = new Will(sequence, $"chaos-will-{sequence}", TimeSpan.FromSeconds(delay)) { IsToBeCancelled = kind == 2 };
            byte[] connect = Packet.ConnectWith(
                will.ClientId, 5, flags: 2 | 4 | (2 << 3), keepAlive: 0, Packet.SessionExpiry(3600),
                Packet.Props(5, [0x18, .. Packet.U32((uint)delay)]), Packet.Utf8(_ledger.Topics[kind]), Packet.Binary(ChaosPayload.Make(Publisher, sequence, _ledger.Topics[kind], 100)));
            if (await Link.OpenAsync(place, 5, connect) is not { } link) continue;
            link.Listen(_ => Task.CompletedTask);
            lock (_gate) _wills.Add(will);
            will.Link = link;
            if (kind == 1) continue;
            will.DroppedAt = TimeProvider.System.GetTimestamp();
            await CutAsync(will);
        }
    }

    /// <summary>The broker is about to end: a polite one closes connections well before it has gone, and a will's delay counts from there.</summary>
    internal void BrokerEnds()
    {
        foreach (var will in All().Where(w => w.Link is not null)) will.DroppedAt = TimeProvider.System.GetTimestamp();
    }

    /// <summary>The broker has gone, and with it every connection.</summary>
    internal async Task BrokerGoneAsync()
    {
        foreach (var will in All().Where(w => w.Link is not null)) await CutAsync(will);
    }

    /// <summary>The broker is back, and so are those who must not be mourned.</summary>
    internal async Task ReturnAsync(EndPoint place)
    {
        foreach (var will in All().Where(w => w is { IsToBeCancelled: true, IsCancelled: false }))
        {
            if (await Link.OpenAsync(place, 5, Packet.Connect(will.ClientId, 5, clean: false)) is not { } link) continue;
            will.IsCancelled = true;
            link.Listen(_ => Task.CompletedTask);
            await link.SendAsync(Packet.Disconnect(5));
            await link.DisposeAsync();
        }
    }

    /// <summary>Counts what is overdue as lost.</summary>
    internal void Check()
    {
        foreach (var will in All().Where(w => w is { IsToBeCancelled: false, IsDone: false } && TimeProvider.System.GetElapsedTime(w.DroppedAt) > w.Delay + _grace))
        {
            will.IsDone = true;
            _book.Violations.Add(Invariant.Will, $"the will of {will.ClientId}, delayed by {will.Delay.TotalSeconds:0} s, has not come {_grace.TotalSeconds:0} s after that");
        }
    }

    /// <summary>Waits until all have come that will come.</summary>
    internal async Task DrainAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (All().Any(w => w is { IsToBeCancelled: false, IsDone: false }) && await tick.WaitForNextTickAsync()) Check();
    }

    private static async Task CutAsync(Will will)
    {
        await will.Link!.DisposeAsync();
        will.Link = null;
    }

    private List<Will> All()
    {
        lock (_gate) return [.. _wills];
    }

    private void Arrived(int publisher, int sequence)
    {
        if (publisher != Publisher || All().Find(w => w.Sequence == sequence) is not { } will) return;
        if (will.IsToBeCancelled)
        {
            _book.Violations.Add(Invariant.Will, $"the will of {will.ClientId} has come although it was back in time");
        }
        else if (will.Link is null && TimeProvider.System.GetElapsedTime(will.DroppedAt) < will.Delay - Early)
        {
            _book.Violations.Add(Invariant.Will, $"the will of {will.ClientId} came {TimeProvider.System.GetElapsedTime(will.DroppedAt).TotalSeconds:0.0} s after the end instead of {will.Delay.TotalSeconds:0}");
        }
        else
        {
            Kept++;
        }

        will.IsDone = true;
    }

    private sealed class Will(int sequence, string clientId, TimeSpan delay)
    {
        internal int Sequence => sequence;

        internal string ClientId => clientId;

        internal TimeSpan Delay => delay;

        internal bool IsToBeCancelled { get; init; }

        internal bool IsCancelled { get; set; }

        internal bool IsDone { get; set; }

        internal long DroppedAt { get; set; } = long.MaxValue / 2;

        internal Link? Link { get; set; }
    }
}
