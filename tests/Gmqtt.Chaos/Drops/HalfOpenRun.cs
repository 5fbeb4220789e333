using System.Collections.Concurrent;
using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Drops;

/// <summary>
/// Two clients, one idle and one with messages on their way to it, that nothing arrives from or at any more, without a FIN or RST. The broker closes their connections after one and a half times
/// Keep Alive [MQTT-3.1.2-22] and soon lets go of the sockets, each will comes once, and nobody else notices.
/// </summary>
internal sealed class HalfOpenRun(EndPoint place, DropsOptions options, Book book)
{
    private const int Wills = 10;
    private static readonly string[] Names = ["idle", "busy", "last"];
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>How long the broker waits for the other end to have read its DISCONNECT.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<long>> _wills = new();

    private TimeSpan Patience => TimeSpan.FromSeconds(2) + options.Late;

    private TimeSpan Due => TimeSpan.FromSeconds(1.5 * options.KeepAlive);

    internal async Task<string> RunAsync()
    {
        var ledger = book.Open(Wills, [.. Names.Select(n => $"half-open/{n}")]);
        var watcher = new Subscriber(new SubscriberPlan("half-open", 5, "half-open/#", 2) { Wants = t => t.StartsWith("half-open/", StringComparison.Ordinal), IsOrdered = false }, book);
        watcher.Inbox.Arrived = (_, sequence) => WillOf(sequence).TrySetResult(TimeProvider.System.GetTimestamp());
        await watcher.AttachAsync(place);
        await using var canary = await Canary.StartAsync(place, book.Violations);
        await using var idle = await HalfOpenClient.OpenAsync(place, "half-open-idle", options.KeepAlive, ledger, topic: 0);
        await using var busy = await HalfOpenClient.OpenAsync(place, "half-open-busy", options.KeepAlive, ledger, topic: 1);
        HalfOpenClient[] silent = [idle, busy];
        await busy.SubscribeAsync("canary");
        foreach (var client in silent) await client.PingAsync();
        var last = TimeProvider.System.GetTimestamp();
        var lines = new List<string>();
        long dropped;
        await using (var rule = await PacketFilter.CutAsync(((IPEndPoint)place).Port, silent.Select(c => c.Port), options.IsDry))
        {
            using var stop = new CancellationTokenSource();
            var talking = TalkAsync(silent, stop.Token);
            lines.AddRange(await Task.WhenAll(silent.Select(c => MournAsync(c, last))));
            await stop.CancelAsync();
            await talking;
            dropped = await rule.CountAsync();
        }

        if (dropped == 0) book.Violations.Add(Invariant.Alive, "no packet was dropped");
        // They come back and leave in peace, and behind that comes a will which ends the matter.
        foreach (var client in silent) await ReturnAsync(client.Name);
        await using var end = await HalfOpenClient.OpenAsync(place, "half-open-last", keepAlive: 0, ledger, topic: 2);
        await end.LeaveAsync();
        if (await TimeOfAsync(end.Sequence, Patience) is null) book.Violations.Add(Invariant.Will, "the will that was asked for has not come");
        if (watcher.Ended.IsCompleted) book.Violations.Add(Invariant.Alive, "the watcher was thrown out");
        await watcher.DetachAsync(politely: true);
        lines.Add($"{dropped} packets dropped; canary rounds {canary.Rounds}, ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms");
        return string.Join('\n', lines);
    }

    private static async Task TalkAsync(HalfOpenClient[] silent, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        while (!stop.IsCancellationRequested)
        {
            foreach (var client in silent) await client.SayAsync();
            await ((Task)tick.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Until its connection is closed and its will has come.</summary>
    private async Task<string> MournAsync(HalfOpenClient client, long last)
    {
        var closed = await EndOfAsync(SocketTable.IsOpen, client, last);
        Check(Invariant.Alive, $"the broker closed the connection of {client.Name}", closed, Due);
        var released = await EndOfAsync(SocketTable.IsHeld, client, last);
        Check(Invariant.Alive, $"the broker let go of the socket of {client.Name}", released, Due + Goodbye);
        var came = await TimeOfAsync(client.Sequence, Patience) is { } at ? TimeProvider.System.GetElapsedTime(last, at) : (TimeSpan?)null;
        Check(Invariant.Will, $"the will of {client.Name} came", came, Due);
        return $"{client.Name}, Keep Alive {options.KeepAlive} s: closed {Text(closed)}, will {Text(came)}, socket let go {Text(released)} after its last packet";
    }

    /// <returns>When something was no longer so of the broker's end; null where that did not come to pass.</returns>
    private async Task<TimeSpan?> EndOfAsync(Func<int, int, bool> isSo, HalfOpenClient client, long last)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var elapsed = TimeProvider.System.GetElapsedTime(last);
        while (isSo(((IPEndPoint)place).Port, client.Port))
        {
            if (elapsed > Due + Patience) return null;
            await tick.WaitForNextTickAsync();
            elapsed = TimeProvider.System.GetElapsedTime(last);
        }

        return elapsed;
    }

    private void Check(Invariant invariant, string what, TimeSpan? after, TimeSpan due)
    {
        if (after is { } time && time >= due - Early && time <= due + options.Late) return;
        book.Violations.Add(invariant, $"{what} {Text(after)} after its last packet instead of {due.TotalSeconds:0.0} s");
    }

    private async Task ReturnAsync(string name)
    {
        if (await Link.OpenAsync(place, 5, Packet.Connect(name, 5)) is not { } link)
        {
            book.Violations.Add(Invariant.Alive, $"{name} cannot come back");
            return;
        }

        link.Listen(_ => Task.CompletedTask);
        await link.SendAsync(Packet.Disconnect(5));
        await link.Ended; // the broker has read it, and closes
        await link.DisposeAsync();
    }

    private TaskCompletionSource<long> WillOf(int sequence) => _wills.GetOrAdd(sequence, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task<long?> TimeOfAsync(int sequence, TimeSpan patience)
    {
        var coming = WillOf(sequence).Task;
        await ((Task)coming).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return coming.IsCompletedSuccessfully ? await coming : null;
    }

    private static string Text(TimeSpan? after) => after is { } time ? $"{time.TotalSeconds:0.00} s" : "never";
}
