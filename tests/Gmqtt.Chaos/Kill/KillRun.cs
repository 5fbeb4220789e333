using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Kill;

/// <summary>
/// Kills the broker at random points under load, again and again over the same state, and counts. What was acknowledged has to be there, QoS 2 once, in order, with its sessions,
/// subscriptions, retained messages and wills; of ten restarts one is killed in the middle.
/// </summary>
internal sealed class KillRun
{
    private const int AtMostInAFlood = 3000;
    private readonly BrokerUnderTest _broker;
    private readonly KillOptions _options;
    private readonly Action<string> _say;
    private readonly Book _book = new();
    private readonly Crowd _crowd;
    private readonly Wills _wills;
    private TimeSpan _slowestRecovery;
    private int _cycles;
    private int _kills;

    internal KillRun(BrokerUnderTest broker, KillOptions options, Action<string> say)
    {
        _broker = broker;
        _options = options;
        _say = say;
        _crowd = new Crowd(_book, options.Seed, options.Rate);
        _wills = new Wills(_book, options.Patience * 1.5);
    }

    internal async Task<KillReport> RunAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await _broker.StartAsync();
        await AttachAsync();
        await _crowd.Offline.AttachAsync(_broker.Place);
        await _crowd.Offline.DetachAsync(politely: true);
        for (_cycles = 0; _cycles < _options.Cycles; _cycles++)
        {
            if (_options.AtMost > TimeSpan.Zero && TimeProvider.System.GetElapsedTime(began) > _options.AtMost) break;
            if (!await CycleAsync(_cycles)) break;
        }

        if (!_broker.HasDied) await EndAsync();
        return Report(TimeProvider.System.GetElapsedTime(began));
    }

    /// <returns>Whether it can go on.</returns>
    private async Task<bool> CycleAsync(int cycle)
    {
        var random = new Random(unchecked((_options.Seed * 104_729) + cycle));
        var after = TimeSpan.FromSeconds(0.3 + (random.NextDouble() * 2.7));
        await LoadAndKillAsync(random, after);
        if (!await RestartAsync(random)) return false;
        await RetainedCheck.RunAsync(_broker.Place, Crowd.RetainedFilter, _crowd.Retainer.Ledger, _book.Violations, _options.Patience);
        await AttachAsync();
        await _wills.ReturnAsync(_broker.Place);
        if (random.Next(3) == 0) await _crowd.Offline.AttachAsync(_broker.Place);
        await _crowd.SettleAsync();
        await _crowd.DrainAsync(_options.Patience);
        var lost = _crowd.Count();
        _wills.Check();
        if (random.Next(4) == 0) await ChangeAsync();
        await _crowd.Offline.DetachAsync(politely: random.Next(2) == 0);
        _say($"cycle {cycle + 1}/{_options.Cycles}: killed after {after.TotalSeconds:0.00} s, owned {_book.Owned}, lost {lost}, again {Again}, violations {_book.Violations.Total}, slowest restart {_slowestRecovery.TotalMilliseconds:0} ms, acknowledged p99 {_book.Acknowledged99.TotalMilliseconds:0.0} ms");
        return true;
    }

    private long Again => _crowd.EverySubscriber.Sum(s => s.Receipts.Again);

    private async Task LoadAndKillAsync(Random random, TimeSpan after)
    {
        using var stop = new CancellationTokenSource();
        _crowd.Slow.IsSlow = true;
        var isFlood = random.Next(3) == 0;
        var load = _crowd.EveryPublisher.Select(p => p.LoadAsync(isFlood && p != _crowd.Retainer ? AtMostInAFlood : int.MaxValue, stop.Token)).ToList();
        await _wills.ArmAsync(_broker.Place, random);
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        if (_broker.HasDied) _book.Violations.Add(Invariant.Alive, "the broker has ended by itself");
        _wills.BrokerEnds();
        await EndBrokerAsync();
        _kills++;
        await stop.CancelAsync();
        await Task.WhenAll(load);
        _crowd.Slow.IsSlow = false;
        await _wills.BrokerGoneAsync();
        await _wills.Subscriber.DetachAsync();
        await _crowd.DetachAsync();
    }

    private async Task EndBrokerAsync()
    {
        if (!_options.IsPolite)
        {
            await _broker.KillAsync();
            return;
        }

        try
        {
            var code = await _broker.StopAsync(TimeSpan.FromSeconds(10));
            if (code != 0) _book.Violations.Add(Invariant.Alive, $"SIGTERM was answered with exit code {code}");
        }
        catch (TimeoutException)
        {
            _book.Violations.Add(Invariant.Alive, "SIGTERM was not answered within 10 s");
            await _broker.KillAsync();
        }
    }

    private async Task<bool> RestartAsync(Random random)
    {
        if (random.Next(10) == 0)
        {
            // Recovery has to bear being cut off.
            _broker.Launch();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System, CancellationToken.None);
            await _broker.KillAsync();
            _kills++;
        }

        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await _broker.StartAsync();
        }
        catch (ChaosException exception)
        {
            _book.Violations.Add(Invariant.Alive, $"it does not start again: {exception.Message}");
            return false;
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        if (took > _slowestRecovery) _slowestRecovery = took;
        return true;
    }

    private async Task AttachAsync()
    {
        await _wills.Subscriber.AttachAsync(_broker.Place);
        await _crowd.AttachAsync(_broker.Place);
    }

    /// <summary>Subscriptions change while nothing is under way, so that it is known what is owed.</summary>
    private async Task ChangeAsync()
    {
        if (!_crowd.Changing.IsAttached) return;
        if (_crowd.Changes.IsActive) await _crowd.Changing.UnsubscribeAsync();
        else await _crowd.Changing.SubscribeAsync();
        _crowd.Changes.Switch(!_crowd.Changes.IsActive);
    }

    private async Task EndAsync()
    {
        await _crowd.Offline.AttachAsync(_broker.Place);
        await _crowd.DrainAsync(_options.Patience);
        _crowd.Count();
        await RetainedCheck.RunAsync(_broker.Place, Crowd.RetainedFilter, _crowd.Retainer.Ledger, _book.Violations, _options.Patience);
        await _wills.DrainAsync();
        await _wills.Subscriber.DetachAsync();
        await _crowd.DetachAsync();
    }

    private KillReport Report(TimeSpan took) => new()
    {
        Cycles = _cycles,
        Kills = _kills,
        Owned = _book.Owned,
        Delivered = _crowd.EverySubscriber.Sum(s => s.Receipts.Arrivals),
        Again = Again,
        Wills = _wills.Kept,
        SlowestRestart = _slowestRecovery,
        Acknowledged99 = _book.Acknowledged99,
        Took = took,
        Violations = _book.Violations,
    };
}
