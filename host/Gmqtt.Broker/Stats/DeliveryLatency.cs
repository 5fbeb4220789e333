using System.Runtime.CompilerServices;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>
/// How long messages took through the broker. The clock is read once when a batch (or the <c>ReadTurn</c> it is part of) begins and once after its flush, however many
/// messages it delivered: a reading for each would cost as much as delivering it does.
/// </summary>
internal sealed class DeliveryLatency
{
    private static readonly TimeSpan[] Limits =
        [.. new[] { 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000 }.Select(TimeSpan.FromMilliseconds)];

    private readonly TimeProvider _time;
    private readonly Lock _adding = new();
    private Counts _counts;
    private long _count;
    private TimeSpan _sum;

    internal DeliveryLatency(TimeProvider time) => _time = time;

    internal long Now => _time.GetTimestamp();

    /// <summary>Messages that were sent in what began at a time.</summary>
    internal void Sent(long began, int messages) => Add(_time.GetElapsedTime(began), messages);

    internal void Add(TimeSpan took, int messages)
    {
        var bucket = 0;
        while (bucket < Limits.Length && took > Limits[bucket]) bucket++;
        lock (_adding)
        {
            _counts[bucket] += messages;
            _count += messages;
            _sum += took * messages;
        }
    }

    internal LatencyHistogram Snapshot()
    {
        var buckets = new LatencyBucket[Limits.Length];
        lock (_adding)
        {
            var below = 0L;
            for (var i = 0; i < buckets.Length; i++) buckets[i] = new LatencyBucket(Limits[i], below += _counts[i]);
            return new LatencyHistogram(buckets, _count, _sum);
        }
    }

    /// <summary>One for each limit, and one for what is beyond.</summary>
    [InlineArray(18)]
    private struct Counts
    {
        private long _first;
    }
}
