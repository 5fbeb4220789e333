using System.Diagnostics;
using HdrHistogram;

namespace Gmqtt.Load;

/// <summary>Messages from publishers to subscribers: pairs, fan-in, fan-out, or many wildcard subscriptions; as fast as the window lets or at a fixed rate.</summary>
internal static class MessageScenario
{
    /// <summary>Without a delivery for so long, what is missing is lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public static async Task<Report> RunAsync(string name, LoadOptions options)
    {
        var load = new Load(options);
        Make(load);
        await Connecting.AllAsync(load.Subscribers, options.Concurrency, s => s.SubscribeAsync([Topic(load, Index(s) % options.Topics)], options.QoS));
        return await MeasureAsync(name, load);
    }

    /// <summary>Filters of which each message matches one of every client's: <c>run/+/n/#</c> beside many that it does not match.</summary>
    public static async Task<Report> RunWildcardAsync(LoadOptions options)
    {
        var load = new Load(options);
        var each = options.Filters / options.Subscribers;
        for (var i = 0; i < options.Subscribers; i++) load.Subscribers.Add(new Subscriber(load, i));
        for (var i = 0; i < options.Publishers; i++) load.Publishers.Add(new Publisher(load, i, $"{load.Run}/a/{i * 37 % each}/x/{i}", options.Subscribers / WildcardShare));
        await Connecting.AllAsync(load.Subscribers, options.Concurrency, async s =>
        {
            // One of so many clients listens to a level that is published to; all hold as many filters.
            var mine = Index(s) % WildcardShare == 0 ? "a" : "b";
            foreach (var part in Enumerable.Range(0, each).Select(n => $"{load.Run}/+/{n}/x/#".Replace("+", mine == "a" ? "+" : mine, StringComparison.Ordinal)).Chunk(50))
                await s.SubscribeAsync(part, options.QoS);
        });
        return await MeasureAsync("wildcard", load);
    }

    /// <summary>One of so many clients gets each message of the wildcard scenario.</summary>
    private const int WildcardShare = 100;

    private static void Make(Load load)
    {
        var options = load.Options;
        for (var i = 0; i < options.Subscribers; i++) load.Subscribers.Add(new Subscriber(load, i));
        for (var i = 0; i < options.Publishers; i++)
        {
            var topic = i % options.Topics;
            var copies = Enumerable.Range(0, options.Subscribers).Count(s => s % options.Topics == topic);
            load.Publishers.Add(new Publisher(load, i, Topic(load, topic), copies));
        }
    }

    private static async Task<Report> MeasureAsync(string name, Load load)
    {
        var options = load.Options;
        await Connecting.AllAsync(load.Publishers, options.Concurrency, _ => Task.CompletedTask);
        using var pace = new CancellationTokenSource();
        var pacing = options.Rate > 0 ? Task.Run(() => PaceAsync(load, pace.Token)) : Task.CompletedTask;
        lock (load.Gate)
        {
            load.IsSending = true;
            foreach (var publisher in load.Publishers) publisher.Refill();
        }

        await Task.Delay(options.Warmup);
        var begin = Look(load, measures: true);
        await Task.Delay(options.Duration);
        var end = Look(load, measures: false);
        await pace.CancelAsync();
        await pacing;
        lock (load.Gate) load.IsSending = false;
        await DrainAsync(load);
        return Tell(name, load, begin, end);
    }

    private static (long At, long Sent, long Received, BrokerUsage? Usage) Look(Load load, bool measures)
    {
        lock (load.Gate)
        {
            load.Measures = measures;
            return (Stopwatch.GetTimestamp(), load.Sent, load.Received, BrokerUsage.Of(load.Options.Pid));
        }
    }

    /// <summary>An open loop: what is due is sent, whether or not the broker keeps up, so that its waiting is seen in the latencies.</summary>
    private static async Task PaceAsync(Load load, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var owed = 0L;
        var next = 0;
        using var timer = new PeriodicTimer(Tick);
        while (!cancellationToken.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * load.Options.Rate);
            lock (load.Gate)
            {
                for (; owed < due; owed++)
                {
                    var publisher = load.Publishers[next++ % load.Publishers.Count];
                    publisher.Owe(1);
                    load.Touch(publisher);
                }

                load.EndOfRead();
            }
        }
    }

    private static async Task DrainAsync(Load load)
    {
        var received = -1L;
        var since = Stopwatch.GetTimestamp();
        while (Missing(load) > 0 && load.Fault is null && Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (load.Received != received) (received, since) = (load.Received, Stopwatch.GetTimestamp());
            await Task.Delay(20);
        }
    }

    private static long Missing(Load load)
    {
        lock (load.Gate) return load.Publishers.Sum(p => (long)p.Sent * p.Copies) - load.Received;
    }

    private static Report Tell(
        string name, Load load, (long At, long Sent, long Received, BrokerUsage? Usage) begin, (long At, long Sent, long Received, BrokerUsage? Usage) end)
    {
        var seconds = Stopwatch.GetElapsedTime(begin.At, end.At).TotalSeconds;
        var messages = end.Sent - begin.Sent + end.Received - begin.Received;
        return new Report
        {
            Scenario = name,
            Seconds = seconds,
            InPerSecond = (end.Sent - begin.Sent) / seconds,
            OutPerSecond = (end.Received - begin.Received) / seconds,
            Lost = Math.Max(0, Missing(load)),
            OutOfTurn = load.Subscribers.Sum(s => s.OutOfTurn) + Math.Max(0, -Missing(load)),
            Latency = load.Latency.TotalCount == 0
                ? null
                : new Percentiles(At(50), At(99), At(99.9), load.Latency.GetMaxValue()),
            ProcessorPerMessage = begin.Usage is { } b && end.Usage is { } e && messages > 0 ? (e.Processor - b.Processor).TotalMicroseconds / messages : null,
            ResidentKiB = end.Usage?.ResidentKiB,
            Fault = load.Fault?.Message,
        };

        double At(double percentile) => load.Latency.GetValueAtPercentile(percentile);
    }

    private static string Topic(Load load, int index) => $"{load.Run}/t/{index}";

    private static int Index(Subscriber subscriber) => subscriber.Index;
}
