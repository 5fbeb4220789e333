using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Floods;

/// <summary>Throws every <see cref="Bomb"/> at a broker under a memory limit: each is refused with its reason code, the broker lives, others do not notice, and it is idle again soon.</summary>
internal sealed class BombRun(BrokerUnderTest broker, MemoryCage? cage, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Violations _violations = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var canary = await Canary.StartAsync(broker.Place, _violations);
        var before = ProcessSample.Of(broker.Pid);
        foreach (var bomb in Bomb.All)
        {
            await ThrowAsync(bomb);
            if (broker.HasDied) break;
        }

        if (broker.HasDied)
        {
            _violations.Add(Invariant.Alive, "the broker has ended by itself");
            return new Outcome("", _violations.Texts, _violations.Total);
        }

        var after = ProcessSample.Of(broker.Pid);
        var bound = MemoryClaim.Of(broker);
        if (after.PeakKiB > bound / 1024) _violations.Add(Invariant.Alive, $"memory came to {after.PeakKiB} KiB; the broker's log says at most {bound / 1024}");
        var limit = cage is null ? "none" : $"300 MiB, most in use {cage.PeakBytes / 1024} KiB, met {cage.Refusals} times";
        var summary = $"""
            bombs {Bomb.All.Count}, memory {before.ResidentKiB} -> {after.ResidentKiB} KiB, most {after.PeakKiB} KiB of the {bound / 1024} that its log says; limit {limit}
            threads {before.Threads} -> {after.Threads}, sockets {before.Sockets} -> {after.Sockets}; canary rounds {canary.Rounds}, ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _violations.Texts, _violations.Total);
    }

    private async Task ThrowAsync(Bomb bomb)
    {
        var before = ProcessSample.Of(broker.Pid);
        string ended;
        try
        {
            var code = await bomb.ThrowAsync(broker.Place).WaitAsync(Patience);
            ended = code is { } refused ? $"0x{refused:X2}" : "taken";
            if (bomb.Codes.Length > 0 && (code is not { } c || !bomb.Codes.Contains(c))) _violations.Add(Invariant.Alive, $"{bomb.Name}: answered by {ended}, expected {string.Join(" or ", bomb.Codes.Select(x => $"0x{x:X2}"))}");
        }
        catch (Exception e) when (e is IOException or TimeoutException or ChaosException or System.Net.Sockets.SocketException)
        {
            ended = e.Message;
            _violations.Add(Invariant.Alive, $"{bomb.Name}: {e.Message}");
        }

        var after = ProcessSample.Of(broker.Pid);
        var idle = await IdleAsync();
        if (idle is null) _violations.Add(Invariant.Alive, $"{bomb.Name}: the broker is still busy five seconds later");
        say($"{bomb.Name}: {ended}, memory {before.ResidentKiB} -> {after.ResidentKiB} KiB, processor {(after.Processor - before.Processor).TotalSeconds:0.0} s, idle after {idle?.ToString() ?? "more than 5"} s");
    }

    /// <returns>Seconds until it took less than a fifth of a processor for a second; null when it has not come to that.</returns>
    private async Task<int?> IdleAsync()
    {
        for (var second = 1; second <= 5; second++)
        {
            var before = ProcessSample.Of(broker.Pid).Processor;
            await Task.Delay(Second, TimeProvider.System, CancellationToken.None);
            if (ProcessSample.Of(broker.Pid).Processor - before < Second / 5) return second;
        }

        return null;
    }
}
