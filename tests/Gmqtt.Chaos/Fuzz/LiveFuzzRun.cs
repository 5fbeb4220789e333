using System.Net.Sockets;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;

namespace Gmqtt.Chaos.Fuzz;

/// <summary>
/// Many clients with the same few names talk to one broker, and of ten packets one is wrong. The broker lives, nobody else notices, its log tells of no failure of its own, and when they
/// are gone so are their sockets.
/// </summary>
internal sealed class LiveFuzzRun(BrokerUnderTest broker, string log, TimeSpan duration, int seed)
{
    private const int Workers = 12, MostPackets = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Failures = [" ERR ", " FTL ", "Unhandled exception"];
    private readonly Violations _violations = new();
    private long _packets;
    private long _mutated;
    private long _sessions;

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var canary = await Canary.StartAsync(broker.Place, _violations);
        var before = ProcessSample.Of(broker.Pid);
        using var stop = new CancellationTokenSource(duration);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(new Random(unchecked((seed * 104_729) + worker)), stop.Token))));
        if (broker.HasDied)
        {
            _violations.Add(Invariant.Alive, "the broker has ended by itself");
            return new Outcome($"after {_packets} packets", _violations.Texts, _violations.Total);
        }

        var after = await LeftAsync(before);
        foreach (var line in File.ReadLines(log).Where(l => Failures.Any(f => l.Contains(f, StringComparison.Ordinal)))) _violations.Add(Invariant.Alive, line);
        var summary = $"""
            packets {_packets}, wrong {_mutated}, connections {_sessions}
            memory {before.ResidentKiB} -> {after.ResidentKiB} KiB, threads {before.Threads} -> {after.Threads}, sockets {before.Sockets} -> {after.Sockets}
            canary rounds {canary.Rounds}, ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _violations.Texts, _violations.Total);
    }

    private async Task WorkAsync(Random random, CancellationToken stop)
    {
        var grammar = new Grammar(random);
        while (!stop.IsCancellationRequested && !broker.HasDied)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(broker.Place, CancellationToken.None);
                Interlocked.Increment(ref _sessions);
                var reading = SwallowAsync(socket);
                await TalkAsync(socket, grammar, random, reading);
                // Half of them leave without waiting for what is still on its way.
                if (random.Next(2) == 0) socket.Shutdown(SocketShutdown.Send);
                else socket.LingerState = new LingerOption(enable: true, 0);
                socket.Close();
                await reading;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The broker has closed, as it should for most of this.
            }
        }
    }

    private async Task TalkAsync(Socket socket, Grammar grammar, Random random, Task closed)
    {
        var version = random.Next(3) + 3;
        for (var n = 0; n < MostPackets && !closed.IsCompleted; n++)
        {
            var packet = n == 0 ? grammar.Connect(version) : grammar.Next(version);
            if (random.Next(10) == 0)
            {
                packet = grammar.Mutate(packet);
                Interlocked.Increment(ref _mutated);
            }

            // In one piece, or in two.
            var cut = random.Next(4) == 0 ? random.Next(packet.Length) : 0;
            if (cut > 0) await socket.SendAsync(packet.AsMemory(0, cut));
            await socket.SendAsync(packet.AsMemory(cut));
            Interlocked.Increment(ref _packets);
        }
    }

    private static async Task SwallowAsync(Socket socket)
    {
        var bytes = new byte[16 * 1024];
        try
        {
            while (await socket.ReceiveAsync(bytes) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task<ProcessSample> LeftAsync(ProcessSample before)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (ProcessSample.Of(broker.Pid).Sockets > before.Sockets && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var left = ProcessSample.Of(broker.Pid);
        if (left.Sockets > before.Sockets) _violations.Add(Invariant.Alive, $"{left.Sockets - before.Sockets} sockets are left behind");
        return left;
    }
}
