using System.Net.Sockets;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Storms;

/// <summary>Thousands who connect as fast as they can; of ten three speak a version nobody knows, one says nothing, and one resets in the middle of its CONNECT. The good ones get in, and who is in does not notice.</summary>
internal sealed class ConnectStormRun(BrokerUnderTest broker, int clients, int rounds)
{
    /// <summary>As many are under way at once as a listener's backlog holds.</summary>
    private const int AtOnce = 256;
    private const byte UnsupportedProtocolVersion = 0x84;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Violations _violations = new();
    private readonly List<SocketClient> _in = [];

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var canary = await Canary.StartAsync(broker.Place, _violations);
        var before = ProcessSample.Of(broker.Pid);
        var longest = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await Parallel.ForAsync(0, clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) => await ConnectAsync(n));
            var took = TimeProvider.System.GetElapsedTime(began);
            if (took > longest) longest = took;
            foreach (var client in _in) await client.DisposeAsync();
            _in.Clear();
        }

        var left = await LeftAsync(before);
        var summary = $"""
            {rounds} rounds of {clients}, the slowest in {longest.TotalSeconds:0.0} s; sockets {before.Sockets} -> {left}, memory {before.ResidentKiB} -> {ProcessSample.Of(broker.Pid).ResidentKiB} KiB
            canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _violations.Texts, _violations.Total);
    }

    private async Task ConnectAsync(int n)
    {
        try
        {
            var client = await SocketClient.OpenAsync(broker.Place);
            lock (_in) _in.Add(client);
            switch (n % 10)
            {
                case < 5:
                    await client.SendAsync(Packet.Connect($"storm-{n}", 5));
                    if (await client.ReadAsync() is not { Type: 2, ReasonCode: 0 }) _violations.Add(Invariant.Alive, $"client {n} was not let in");
                    break;
                case < 8:
                    await client.SendAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [9, 2, 0, 0, 0], Packet.Utf8("x")));
                    if (await client.ReadAsync() is not { Type: 2, ReasonCode: UnsupportedProtocolVersion or 1 }) _violations.Add(Invariant.Alive, $"client {n} speaks version 9 and was not told");
                    break;
                case 8:
                    break;
                default:
                    await client.SendAsync(Packet.Connect($"storm-{n}", 5)[..7]);
                    await client.DisposeAsync();
                    break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _violations.Add(Invariant.Alive, $"client {n}: {e.Message}");
        }
    }

    private async Task<int> LeftAsync(ProcessSample before)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (ProcessSample.Of(broker.Pid).Sockets > before.Sockets && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var left = ProcessSample.Of(broker.Pid).Sockets;
        if (left > before.Sockets) _violations.Add(Invariant.Alive, $"{left - before.Sockets} sockets are left behind");
        return left;
    }
}
