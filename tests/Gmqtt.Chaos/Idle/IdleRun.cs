using System.Collections.Concurrent;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Idle;

/// <summary>Very many who are connected, are subscribed to something, and ping. They cost little memory and next to no processor time, none of them is thrown out, and when they have gone they leave nothing behind.</summary>
internal sealed class IdleRun(BrokerUnderTest broker, IdleOptions options, Action<string> say)
{
    /// <summary>As many are under way at once as a listener's backlog holds.</summary>
    private const int AtOnce = 256;

    /// <summary>What has run once is compiled: that is not the connections' memory.</summary>
    private const int Warming = 200;

    /// <summary>For what either process has open beside.</summary>
    private const int Reserve = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Slice = TimeSpan.FromMilliseconds(100);
    private readonly Violations _violations = new();

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var empty = ProcessSample.Of(broker.Pid);
        foreach (var client in await ConnectAsync(Warming)) await client.DisposeAsync();
        await GoneAsync(empty);
        var before = ProcessSample.Of(broker.Pid);
        var began = TimeProvider.System.GetTimestamp();
        var clients = await ConnectAsync(Possible());
        var connecting = TimeProvider.System.GetElapsedTime(began);
        var held = ProcessSample.Of(broker.Pid);
        await HoldAsync(clients);
        var after = ProcessSample.Of(broker.Pid);
        var ended = clients.Count(c => c.HasEnded);
        var mute = clients.Count(c => !c.HasEnded && c.Unanswered > 0);
        foreach (var client in clients) await client.DisposeAsync();
        var left = await GoneAsync(empty);
        var again = await ConnectAsync(clients.Count);
        var secondly = ProcessSample.Of(broker.Pid);
        foreach (var client in again) await client.DisposeAsync();
        var each = (after.ResidentKiB - before.ResidentKiB) / (double)clients.Count;
        var processor = (after.Processor - held.Processor) / options.Hold * 100;
        if (ended > 0) Wrong($"{ended} were thrown out");
        if (mute > 0) Wrong($"{mute} have no answer to their last ping");
        if (each > options.MostKiB) Wrong($"{each:0.0} KiB of memory for each");
        if (processor > options.MostProcessor) Wrong($"{processor:0.0} % of a processor while they are idle");
        if (left.ResidentKiB > before.ResidentKiB + options.MostLeftKiB) Wrong($"{left.ResidentKiB - before.ResidentKiB} KiB more memory than before when all have gone");
        if (secondly.ResidentKiB > after.ResidentKiB + options.MostLeftKiB) Wrong($"{secondly.ResidentKiB - after.ResidentKiB} KiB more memory when as many have come a second time");
        if (left.Sockets > empty.Sockets) Wrong($"{left.Sockets - empty.Sockets} sockets are left behind");
        var summary = $"""
            {clients.Count} idle connections{(options.IsTls ? " over TLS" : "")}, a subscription each, Keep Alive {options.KeepAlive} s, {options.Hold.TotalSeconds:0} s; connected in {connecting.TotalSeconds:0.0} s: {clients.Count / connecting.TotalSeconds:0} a second
            memory {before.ResidentKiB} -> {after.ResidentKiB} KiB: {each:0.0} KiB each; {left.ResidentKiB} KiB when all have gone, {secondly.ResidentKiB} KiB with as many a second time; threads {before.Threads} -> {after.Threads}
            {processor:0.0} % of a processor while they are idle; thrown out {ended}, no answer {mute}
            """;
        return new Outcome(summary, _violations.Texts, _violations.Total);
    }

    /// <summary>As many as are asked for, or as both processes may have open.</summary>
    private int Possible()
    {
        var limit = Math.Min(Descriptors.Of(broker.Pid), Descriptors.Of(Environment.ProcessId));
        if (options.Clients <= limit - Reserve) return options.Clients;
        say($"a process may have {limit} files open: {limit - Reserve} clients instead of {options.Clients}");
        return limit - Reserve;
    }

    private async Task<List<IdleClient>> ConnectAsync(int count)
    {
        var clients = new ConcurrentBag<IdleClient>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) =>
        {
            if (await IdleClient.ConnectAsync(broker.Place, n, options) is { } client) clients.Add(client);
            else Wrong($"client {n} was not let in");
        });
        return [.. clients];
    }

    /// <summary>The pings are spread over the time between two of one client.</summary>
    private async Task HoldAsync(List<IdleClient> clients)
    {
        var slices = Math.Max(1, (int)(options.PingEvery / Slice));
        var began = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(Slice);
        for (var turn = 0; TimeProvider.System.GetElapsedTime(began) < options.Hold; turn++)
        {
            for (var n = turn % slices; n < clients.Count; n += slices) await clients[n].PingAsync();
            await tick.WaitForNextTickAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        while (clients.Exists(c => !c.HasEnded && c.Unanswered > 0) && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
    }

    /// <summary>Waits until the broker has closed its ends, and until what they had is given back or time is up.</summary>
    private async Task<ProcessSample> GoneAsync(ProcessSample before)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(Slice);
        var now = ProcessSample.Of(broker.Pid);
        while ((now.Sockets > before.Sockets || now.ResidentKiB > before.ResidentKiB + options.MostLeftKiB) && !patience.IsCancellationRequested)
        {
            await tick.WaitForNextTickAsync();
            now = ProcessSample.Of(broker.Pid);
        }

        return now;
    }

    private void Wrong(string text) => _violations.Add(Invariant.Alive, text);
}
