using System.Diagnostics.Metrics;
using System.Globalization;

namespace Gmqtt.Exporter.Meters;

/// <summary>The numbers of one instrument, by its tags.</summary>
internal sealed class InstrumentSeries
{
    /// <summary>Combinations of tags; what comes beyond is left out, because each one costs Prometheus memory for as long as it keeps its data.</summary>
    public const int Most = 200;

    private static readonly double[] DefaultLimits = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    /// <summary>One series for each client is what a monitoring system dies of.</summary>
    private static readonly HashSet<string> NeverLabels = new(StringComparer.Ordinal) { "client", "client_id", "clientid" };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly bool _adds;
    private readonly bool _isCounter;
    private readonly bool _isObservable;
    private readonly double[]? _limits;
    private readonly string _help;

    public InstrumentSeries(Instrument instrument, string plugin)
    {
        var kind = instrument.GetType().Name;
        _isCounter = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        _adds = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("UpDownCounter", StringComparison.Ordinal);
        _isObservable = instrument.IsObservable;
        _limits = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } own } => [.. own],
            _ when kind.StartsWith("Histogram", StringComparison.Ordinal) => DefaultLimits,
            _ => null,
        };
        _help = instrument.Description ?? $"{instrument.Name} of the plugin {plugin}.";
        Name = NameOf(instrument, plugin);
    }

    public string Name { get; }

    /// <summary>A scrape begins: what is asked for now replaces what was said before.</summary>
    public void Begin()
    {
        if (!_isObservable) return;
        lock (_gate) _series.Clear();
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? [] : LabelsOf(tags);
        var key = labels.Count == 0 ? "" : string.Join('\n', labels.Select(l => $"{l.Key}={l.Value}"));
        lock (_gate)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                if (_series.Count >= Most) return;
                _series[key] = series = new Series(labels, _limits is null ? [] : new long[_limits.Length + 1]);
            }

            series.Value = _adds || _limits is not null ? series.Value + value : value;
            if (_limits is not null) series.Counts[BucketOf(value)]++;
        }
    }

    public void Add(Exposition to)
    {
        string[] names;
        List<(string[] Labels, double Value, long[] Counts)> rows;
        lock (_gate)
        {
            if (_series.Count == 0) return;
            names = [.. _series.Values.SelectMany(s => s.Labels.Keys).Distinct().Order(StringComparer.Ordinal)];
            rows = [.. _series.Values.Select(s => (names.Select(n => s.Labels.GetValueOrDefault(n, "")).ToArray(), s.Value, (long[])s.Counts.Clone()))];
        }

        if (_limits is not null) to.Histogram(Name, _help, names, rows.Select(r => (r.Labels, new HistogramCounts(_limits, r.Counts, r.Value))));
        else if (_isCounter) to.Counter(Name, _help, names, rows.Select(r => (r.Labels, r.Value)));
        else to.Gauge(Name, _help, names, rows.Select(r => (r.Labels, r.Value)));
    }

    private static Dictionary<string, string> LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tag, value) in tags)
        {
            var name = Words.Plain(tag);
            if (NeverLabels.Contains(name)) continue;
            // Prometheus has a use of its own for these.
            if (name is "le" or "quantile" || name.StartsWith("__", StringComparison.Ordinal)) name = $"tag_{name.TrimStart('_')}";
            labels[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return labels;
    }

    private string NameOf(Instrument instrument, string plugin)
    {
        var name = $"plugin_{Words.Plain(plugin)}_{Words.Plain(instrument.Name)}";
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return _isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < _limits!.Length && value > _limits[bucket]) bucket++;
        return bucket;
    }

    private sealed class Series(Dictionary<string, string> labels, long[] counts)
    {
        public Dictionary<string, string> Labels { get; } = labels;

        public long[] Counts { get; } = counts;

        public double Value { get; set; }
    }
}
