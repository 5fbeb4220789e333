using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;
using HdrHistogram;

namespace Gmqtt.Chaos.Storms;

/// <summary>
/// One Client Identifier on many sockets. First one after the other takes over, with QoS 1 and 2 traffic to the session: each loser gets 0x8E, nothing is lost and nothing comes twice.
/// Then hundreds at once, who answer nothing: one is left, and the next to resume has everything.
/// </summary>
internal sealed class TakeoverRun
{
    private const byte SessionTakenOver = 0x8E;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SubscriberPlan Plan = new("victim", 5, "victim/#", 2) { Wants = t => t.StartsWith("victim/", StringComparison.Ordinal), IsOrdered = false };
    private static readonly byte[] Connect = Packet.Connect("chaos-subscriber-victim", 5, clean: false, properties: Packet.SessionExpiry(3600));
    private readonly BrokerUnderTest _broker;
    private readonly TakeoverOptions _options;
    private readonly Book _book = new();
    private readonly Subscriber _victim;
    private readonly Publisher _publisher;
    private readonly LongHistogram _latency = new(TimeSpan.FromMinutes(1).Ticks, 3);
    private readonly Lock _gate = new();
    private int _takeovers;
    private int _told;

    internal TakeoverRun(BrokerUnderTest broker, TakeoverOptions options)
    {
        _broker = broker;
        _options = options;
        _victim = new Subscriber(Plan, _book);
        _publisher = new Publisher(new PublisherPlan(0, 5, ["victim/0", "victim/1"]) { Rate = 400, MaxSize = 4096 }, _book, options.Seed);
    }

    internal async Task<Outcome> RunAsync()
    {
        await _broker.StartAsync();
        await using var canary = await Canary.StartAsync(_broker.Place, _book.Violations);
        await _victim.AttachAsync(_broker.Place);
        await _victim.DetachAsync();
        var claim = new Claim(_book, _victim);
        await _publisher.AttachAsync(_broker.Place);
        var before = ProcessSample.Of(_broker.Pid);
        using var stop = new CancellationTokenSource();
        var load = _publisher.LoadAsync(int.MaxValue, stop.Token);
        await InTurnAsync();
        for (var round = 0; round < _options.Rounds; round++) await AtOnceAsync();
        await stop.CancelAsync();
        await load;
        await _publisher.SettledAsync(Patience);
        await _victim.AttachAsync(_broker.Place);
        await DrainAsync(claim);
        var lost = claim.Settle();
        await _victim.DetachAsync();
        await _publisher.DetachAsync();
        var after = ProcessSample.Of(_broker.Pid);
        var summary = $"""
            take-overs {_takeovers}, told 0x8E {_told}, CONNECT to CONNACK p99 {TimeSpan.FromTicks(_latency.GetValueAtPercentile(99)).TotalMilliseconds:0.0} ms
            messages acknowledged {_book.Owned}, lost {lost}, QoS 2 twice {_book.Violations.Of(Invariant.DuplicateQoS2)}
            threads {before.Threads} -> {after.Threads}, sockets {before.Sockets} -> {after.Sockets}, canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _book.Violations.Texts, _book.Violations.Total);
    }

    /// <summary>Strictly one after the other, so that what an old connection still had is not mistaken for something new.</summary>
    private async Task InTurnAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var current = 0;
        Link? last = null;
        Task? end = null;
        var ends = new List<Task>();
        while (TimeProvider.System.GetElapsedTime(began) < _options.InTurn)
        {
            var mine = ++current;
            if (await OpenAsync() is not { } link) return;
            var told = false;
            link.Listen(async packet =>
            {
                if (packet.Type == 14) told = packet.ReasonCode == SessionTakenOver;
                else if (Volatile.Read(ref current) == mine && _victim.Inbox.Take(packet) is { } reply) await link.SendAsync(reply);
            });
            if (end is not null) ends.Add(end);
            (last, end) = (link, link.Ended.ContinueWith(_ => Told(told), TaskScheduler.Default));
        }

        await Task.WhenAll(ends).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ends.Exists(e => !e.IsCompleted)) _book.Violations.Add(Invariant.Alive, $"{ends.Count(e => !e.IsCompleted)} that were taken over are still connected");
        if (_told < ends.Count) _book.Violations.Add(Invariant.Alive, $"of {ends.Count} that were taken over {_told} were told 0x8E");
        if (last is not null) await last.DisposeAsync();
    }

    private async Task AtOnceAsync()
    {
        var links = (await Task.WhenAll(Enumerable.Range(0, _options.AtOnce).Select(_ => MuteAsync()))).OfType<Link>().ToList();
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (links.Count(l => !l.Ended.IsCompleted) > 1 && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var left = links.Count(l => !l.Ended.IsCompleted);
        if (left != 1) _book.Violations.Add(Invariant.Alive, $"of {links.Count} with one Client Identifier {left} are connected");
        foreach (var link in links) await link.DisposeAsync();
    }

    private async Task<Link?> MuteAsync()
    {
        var link = await OpenAsync(isAlone: false);
        link?.Listen(_ => Task.CompletedTask);
        return link;
    }

    private async Task<Link?> OpenAsync(bool isAlone = true)
    {
        var began = TimeProvider.System.GetTimestamp();
        var link = await Link.OpenAsync(_broker.Place, 5, Connect);
        lock (_gate)
        {
            if (isAlone) _latency.RecordValue(Math.Max(1, TimeProvider.System.GetElapsedTime(began).Ticks));
            if (link is not null) _takeovers++;
        }

        // Who is taken over before its CONNACK has been sent gets none.
        if (link is null && isAlone) _book.Violations.Add(Invariant.Alive, "a CONNECT that takes over was not answered");
        if (link is { SessionPresent: false }) _book.Violations.Add(Invariant.SessionPresent, "the session that is taken over is not present");
        return link;
    }

    private async Task DrainAsync(Claim claim)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (claim.Missing() > 0 && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
    }

    private void Told(bool isTold)
    {
        if (isTold) Interlocked.Increment(ref _told);
    }
}
