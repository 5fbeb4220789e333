using Prometheus;

namespace Gmqtt.Exporter;

/// <summary>A histogram that somebody else has kept.</summary>
/// <param name="Limits">Upper limits of the buckets, ascending.</param>
/// <param name="Counts">One for each bucket, not cumulative, and one for what is beyond the last.</param>
/// <param name="Sum">Of all values.</param>
internal sealed record HistogramCounts(IReadOnlyList<double> Limits, IReadOnlyList<long> Counts, double Sum)
{
    /// <summary>
    /// The library takes observations, not counts. So each bucket's are put at one place inside of it, as far from its lower end, in parts of its width, as makes the sum come out right: there
    /// is such a place, because the true values lay inside their buckets.
    /// </summary>
    public void Replay(IHistogram histogram)
    {
        var least = 0.0;
        for (var i = 0; i < Counts.Count; i++) least += Counts[i] * Lower(i);
        var beyond = Counts[^1] > 0 ? Lower(Counts.Count - 1) + Math.Max(0, (Sum - least) / Counts[^1]) : 0;
        var room = 0.0;
        for (var i = 0; i < Counts.Count; i++) room += Counts[i] * (Upper(i, beyond) - Lower(i));

        // Never quite at the lower end, which belongs to the bucket below.
        var part = room > 0 ? Math.Clamp((Sum - least) / room, 1e-9, 1) : 1;
        for (var i = 0; i < Counts.Count; i++)
        {
            if (Counts[i] > 0) histogram.Observe(Lower(i) + (part * (Upper(i, beyond) - Lower(i))), Counts[i]);
        }
    }

    private double Lower(int bucket) => bucket == 0 ? 0 : Limits[bucket - 1];

    private double Upper(int bucket, double beyond) => bucket < Limits.Count ? Limits[bucket] : beyond;
}
