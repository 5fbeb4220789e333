using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Kill;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Faults;

/// <summary>
/// What befalls Redis under load: nothing is acknowledged that is not stored, pings are answered, memory stays, and when Redis is well again so is the broker, by itself. After each fault
/// the broker is killed and started again: what it had acknowledged is in Redis, or it is lost.
/// </summary>
internal sealed class RedisFaultRun
{
    private const long GrowthKiB = 64 * 1024;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What Redis had stored when it went, and what was on its way to publishers.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);
    private readonly RedisBacked _broker;
    private readonly Crowd _crowd;
    private readonly Book _book = new();
    private readonly TimeSpan _lasts;
    private readonly Action<string> _say;
    private TimeSpan _slowest;

    internal RedisFaultRun(RedisBacked broker, int seed, TimeSpan lasts, Action<string> say)
    {
        _broker = broker;
        _crowd = new Crowd(_book, seed, rate: 1000);
        _lasts = lasts;
        _say = say;
    }

    internal async Task<Outcome> RunAsync()
    {
        await _broker.StartAsync();
        await _crowd.AttachAsync(_broker.Place);
        await _crowd.Offline.AttachAsync(_broker.Place);
        await _crowd.Offline.DetachAsync(politely: true);
        foreach (var fault in RedisFault.All(_lasts)) await SufferAsync(fault);
        await _crowd.Offline.AttachAsync(_broker.Place);
        await _crowd.DrainAsync(Patience);
        _crowd.Count();
        await _crowd.DetachAsync();
        return new Outcome($"faults {RedisFault.All(_lasts).Count}, messages acknowledged {_book.Owned}, slowest recovery {_slowest.TotalSeconds:0.0} s", _book.Violations.Texts, _book.Violations.Total);
    }

    private async Task SufferAsync(RedisFault fault)
    {
        var canary = await Canary.StartAsync(_broker.Place, _book.Violations, publishes: false);
        using var stop = new CancellationTokenSource();
        var load = _crowd.EveryPublisher.Select(p => p.LoadAsync(int.MaxValue, stop.Token)).ToList();
        await Task.Delay(Echo, TimeProvider.System, CancellationToken.None);
        var before = ProcessSample.Of(_broker.Pid);
        await fault.BeginAsync(_broker.Redis);
        await Task.Delay(fault.Lasts < Echo ? fault.Lasts : Echo, TimeProvider.System, CancellationToken.None);
        var owned = _book.Owned;
        if (fault.Lasts > Echo) await Task.Delay(fault.Lasts - Echo, TimeProvider.System, CancellationToken.None);
        var during = _book.Owned - owned;
        if (fault.StopsAcknowledgements && during > 0) _book.Violations.Add(Invariant.Alive, $"{fault.Name}: {during} messages were acknowledged while nothing could be stored");
        var peak = ProcessSample.Of(_broker.Pid);
        if (peak.ResidentKiB - before.ResidentKiB > GrowthKiB) _book.Violations.Add(Invariant.Alive, $"{fault.Name}: memory grew by {peak.ResidentKiB - before.ResidentKiB} KiB");
        await fault.EndAsync(_broker.Redis);
        var recovered = await RecoverAsync(fault, _book.Owned);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await _crowd.SettleAsync();
        await canary.DisposeAsync();
        await _broker.KillAsync();
        await _crowd.DetachAsync();
        await _broker.StartAsync();
        await _crowd.AttachAsync(_broker.Place);
        await _crowd.DrainAsync(Patience);
        var lost = _crowd.Count();
        await RetainedCheck.RunAsync(_broker.Place, Crowd.RetainedFilter, _crowd.Retainer.Ledger, _book.Violations, Patience);
        _say($"{fault.Name}: {fault.Lasts.TotalSeconds:0} s, acknowledged meanwhile {during}, recovered after {recovered.TotalSeconds:0.0} s, lost {lost}, memory {before.ResidentKiB} -> {peak.ResidentKiB} KiB, threads {before.Threads} -> {peak.Threads}, ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, violations {_book.Violations.Total}");
    }

    /// <summary>Well again is when the next message is acknowledged.</summary>
    private async Task<TimeSpan> RecoverAsync(RedisFault fault, int owned)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (_book.Owned == owned && TimeProvider.System.GetElapsedTime(began) < Patience) await tick.WaitForNextTickAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        if (took > _slowest) _slowest = took;
        if (took > Recovery) _book.Violations.Add(Invariant.Alive, $"{fault.Name}: acknowledged again {took.TotalSeconds:0.0} s after its end, at most {Recovery.TotalSeconds:0} s are allowed");
        return took;
    }
}
