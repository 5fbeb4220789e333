using System.Net.Sockets;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Kill;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Watch;

/// <summary>Hours in small: every kind of client, and twenty that come and go each second. What the broker takes must not grow, and is given back when they leave.</summary>
internal sealed class SoakRun(BrokerUnderTest broker, TimeSpan duration, int seed, Action<string> say)
{
    private const int Rate = 300, ComeAndGo = 20;
    private const double MostKiBAMinute = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Book _book = new();
    private int _came;

    internal async Task<Outcome> RunAsync()
    {
        var crowd = new Crowd(_book, seed, Rate);
        await broker.StartAsync();
        var empty = ProcessSample.Of(broker.Pid);
        await crowd.AttachAsync(broker.Place);
        await crowd.Offline.AttachAsync(broker.Place);
        var canary = await Canary.StartAsync(broker.Place, _book.Violations);
        using var stop = new CancellationTokenSource();
        List<Task> load = [.. crowd.EveryPublisher.Select(p => p.LoadAsync(int.MaxValue, stop.Token)), ComeAndGoAsync(stop.Token)];
        var samples = await WatchAsync();
        await stop.CancelAsync();
        await Task.WhenAll(load);
        if (broker.HasDied)
        {
            _book.Violations.Add(Invariant.Alive, "the broker has ended by itself");
            return new Outcome($"ended after {samples.Count} samples", _book.Violations.Texts, _book.Violations.Total);
        }

        await crowd.SettleAsync();
        await crowd.DrainAsync(Patience);
        var lost = crowd.Count();
        await crowd.DetachAsync();
        await canary.DisposeAsync();
        var left = await LeftAsync(empty);
        var slope = Slope([.. samples.Select(s => (double)s.ResidentKiB)]) * 60;
        if (slope > MostKiBAMinute) _book.Violations.Add(Invariant.Alive, $"memory grows by {slope:0} KiB a minute");
        var (first, last) = (samples[0], samples[^1]);
        var summary = $"""
            {duration.TotalMinutes:0.0} min, messages acknowledged {_book.Owned}, lost {lost}, clients that came and went {_came}
            memory {first.ResidentKiB} -> {last.ResidentKiB} KiB, {slope:0} KiB a minute; threads {first.Threads} -> {last.Threads}, sockets {first.Sockets} -> {last.Sockets}, left behind {left - empty.Sockets}
            processor {100 * (last.Processor - first.Processor).TotalSeconds / samples.Count:0} % of one; canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _book.Violations.Texts, _book.Violations.Total);
    }

    /// <summary>A sample a second, from the second quarter of the time on: until then code is compiled and buffers are made.</summary>
    private async Task<List<ProcessSample>> WatchAsync()
    {
        var samples = new List<ProcessSample>();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var second = 1; second <= duration.TotalSeconds && !broker.HasDied; second++)
        {
            await tick.WaitForNextTickAsync();
            if (broker.HasDied) break;
            var sample = ProcessSample.Of(broker.Pid);
            if (second > duration.TotalSeconds / 4) samples.Add(sample);
            if (second % 30 == 0) say($"{second} s: memory {sample.ResidentKiB} KiB, threads {sample.Threads}, sockets {sample.Sockets}, acknowledged {_book.Owned}");
        }

        return samples;
    }

    private async Task ComeAndGoAsync(CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ComeAndGo));
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            await tick.WaitForNextTickAsync(CancellationToken.None);
            try
            {
                await PassByAsync(n);
                _came = n + 1;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                _book.Violations.Add(Invariant.Alive, $"one that passed by: {e.Message}");
                return;
            }
        }
    }

    private async Task PassByAsync(int n)
    {
        await using var client = await SocketClient.OpenAsync(broker.Place);
        await client.SendAsync(Packet.Connect($"passer-by-{n}", 5));
        await client.ReadAsync();
        await client.SendAsync(Packet.Subscribe(1, 5, [], ($"passing/{n}/#", 1)));
        await client.ReadAsync();
        await client.SendAsync(Packet.Publish($"passing/{n}/by", new byte[100], qos: 1, packetId: 1));
        await client.ReadAsync();
        if (n % 2 == 0) await client.SendAsync(Packet.Disconnect(5));
    }

    /// <summary>Sockets, when everybody has gone and the broker has noticed.</summary>
    private async Task<int> LeftAsync(ProcessSample empty)
    {
        const int Few = 4;
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (ProcessSample.Of(broker.Pid).Sockets > empty.Sockets + Few && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var left = ProcessSample.Of(broker.Pid).Sockets;
        if (left > empty.Sockets + Few) _book.Violations.Add(Invariant.Alive, $"{left - empty.Sockets} sockets are left behind");
        return left;
    }

    /// <summary>Least squares, a sample.</summary>
    private static double Slope(double[] values)
    {
        var (middle, mean) = ((values.Length - 1) / 2.0, values.Average());
        var (above, below) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            above += (i - middle) * (values[i] - mean);
            below += (i - middle) * (i - middle);
        }

        return above / below;
    }
}
