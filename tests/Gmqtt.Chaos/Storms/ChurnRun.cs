using System.Globalization;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Storms;

/// <summary>
/// Subscriptions come and go while messages flow through them: members of 48 shared groups every 30 ms, 200 other filters every 80 ms, eight who publish as fast as they can. Who stays
/// subscribed gets everything, alone or in a group.
/// </summary>
internal sealed class ChurnRun(BrokerUnderTest broker, TimeSpan duration, int seed)
{
    private const int Groups = 48, Noise = 200, Floods = 8, Answers = 50;
    private static readonly TimeSpan GroupFlap = TimeSpan.FromMilliseconds(30), NoiseFlap = TimeSpan.FromMilliseconds(80), Patience = TimeSpan.FromSeconds(30);
    private readonly Book _book = new();
    private int _flaps;
    private int _flooded;
    private int _refused;

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        await using var canary = await Canary.StartAsync(broker.Place, _book.Violations);
        var alone = new Subscriber(Plan("alone", "churn/#", 2) with { IsOrdered = true }, _book);
        var members = Enumerable.Range(0, 2).Select(n => new Subscriber(Plan($"member-{n}", "$share/steady/churn/#", 1), _book)).ToList();
        foreach (var subscriber in members.Append(alone)) await subscriber.AttachAsync(broker.Place);
        var publisher = new Publisher(new PublisherPlan(0, 5, ["churn/0", "churn/1"]) { Rate = 200, MaxSize = 1024 }, _book, seed);
        await publisher.AttachAsync(broker.Place);
        List<Claim> claims = [new Claim(_book, alone), new Claim(_book, members)];
        var before = ProcessSample.Of(broker.Pid);
        using (var stop = new CancellationTokenSource(duration))
        {
            var churn = Enumerable.Range(0, Groups).Select(n => FlapAsync($"group-{n}", [$"$share/g{n}/+/#"], GroupFlap, stop.Token))
                .Concat(Enumerable.Range(0, Floods).Select(n => FlapAsync($"noise-{n}", [.. Enumerable.Range(0, Noise / Floods).Select(f => Filter((n * Noise / Floods) + f))], NoiseFlap, stop.Token)))
                .Concat(Enumerable.Range(0, Floods).Select(n => FloodAsync(n, stop.Token))).ToList();
            await publisher.LoadAsync(int.MaxValue, stop.Token);
            await Task.WhenAll(churn);
        }

        if (!await publisher.SettledAsync(Patience)) _book.Violations.Add(Invariant.Alive, "not all was acknowledged");
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (claims.Any(c => c.Missing() > 0) && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        var lost = claims.Sum(c => c.Settle());
        foreach (var subscriber in members.Append(alone)) await subscriber.DetachAsync();
        await publisher.DetachAsync();
        if (broker.HasDied) _book.Violations.Add(Invariant.Alive, "the broker has ended by itself");
        if (_refused > 0) _book.Violations.Add(Invariant.Alive, $"{_refused} subscriptions were refused");
        var after = ProcessSample.Of(broker.Pid);
        var summary = $"""
            subscribed and unsubscribed {_flaps} times, {_flooded} messages of the floods, {_book.Owned} acknowledged ones, lost {lost}
            memory {before.ResidentKiB} -> {after.ResidentKiB} KiB, threads {before.Threads} -> {after.Threads}, canary ping p99 {canary.Ping99.TotalMilliseconds:0.0} ms, worst {canary.PingWorst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _book.Violations.Texts, _book.Violations.Total);
    }

    private static SubscriberPlan Plan(string name, string filter, int qos) => new(name, 5, filter, qos) { Wants = t => t.StartsWith("churn/", StringComparison.Ordinal), IsOrdered = false };

    /// <summary>Plain ones, with wildcards, and near those that matter.</summary>
    private static string Filter(int number) => (number % 4) switch
    {
        0 => $"churn/noise/{number.ToString(CultureInfo.InvariantCulture)}",
        1 => $"+/{number.ToString(CultureInfo.InvariantCulture)}/#",
        2 => $"churn/+/{number.ToString(CultureInfo.InvariantCulture)}",
        _ => $"flood/{number.ToString(CultureInfo.InvariantCulture)}/#",
    };

    private async Task FlapAsync(string name, string[] filters, TimeSpan pace, CancellationToken stop)
    {
        using var answered = new SemaphoreSlim(0);
        await using var link = await Link.OpenAsync(broker.Place, 5, Packet.Connect($"churn-{name}", 5)) ?? throw new ChaosException($"{name} cannot connect");
        link.Listen(async packet =>
        {
            if (packet is { Type: 3, QoS: 1 }) await link.SendAsync(Packet.Ack(4, packet.PacketId));
            if (packet.Type is not (9 or 11)) return;
            if (packet.ReasonCodes.Any(c => c >= 0x80)) Interlocked.Increment(ref _refused);
            answered.Release();
        });
        using var tick = new PeriodicTimer(pace);
        for (var isIn = false; !stop.IsCancellationRequested && !link.Ended.IsCompleted; isIn = !isIn)
        {
            await link.SendAsync(isIn ? Packet.Unsubscribe(1, 5, filters) : Packet.Subscribe(1, 5, [], [.. filters.Select(f => (f, 1))]));
            if (!await answered.WaitAsync(Patience, CancellationToken.None))
            {
                _book.Violations.Add(Invariant.Alive, $"{name}: no SUBACK or UNSUBACK");
                return;
            }

            Interlocked.Increment(ref _flaps);
            await ((Task)tick.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (link.Ended.IsCompleted) _book.Violations.Add(Invariant.Alive, $"{name} was thrown out");
    }

    /// <summary>As fast as the answers come; to topics of its own below what the groups have, so that no message of it is taken for one of the ledger's.</summary>
    private async Task FloodAsync(int number, CancellationToken stop)
    {
        using var window = new SemaphoreSlim(Answers);
        await using var link = await Link.OpenAsync(broker.Place, 5, Packet.Connect($"flood-{number}", 5)) ?? throw new ChaosException("a flood cannot connect");
        link.Listen(packet =>
        {
            if (packet.Type == 4) window.Release();
            return Task.CompletedTask;
        });
        for (var n = 0; !stop.IsCancellationRequested && !link.Ended.IsCompleted; n++)
        {
            await ((Task)window.WaitAsync(stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await link.SendAsync(Packet.Publish($"flood/{n % Noise}/x", new byte[16], qos: 1, packetId: 1 + (n % 1000)));
            Interlocked.Increment(ref _flooded);
        }
    }
}
