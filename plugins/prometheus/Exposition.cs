using Prometheus;

namespace Gmqtt.Exporter;

/// <summary>
/// The answer to one scrape: a registry of its own, filled with what the broker has counted. So nothing of the last scrape is left in the next one, such as the series of a plugin that
/// has gone; and a number may fall where what it counts began anew.
/// </summary>
internal sealed class Exposition
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;

    public Exposition() => _factory = Metrics.WithCustomRegistry(_registry);

    public void Counter(string name, string help, double value) => _factory.CreateCounter(name, OneLine(help)).IncTo(value);

    public void Counter(string name, string help, string label, IEnumerable<(string Label, double Value)> series)
        => Counter(name, help, [label], series.Select(s => (new[] { s.Label }, s.Value)));

    public void Counter(string name, string help, string[] labels, IEnumerable<(string[] Labels, double Value)> series)
    {
        var counter = _factory.CreateCounter(name, OneLine(help), labels);
        foreach (var (values, value) in series) counter.WithLabels(values).IncTo(value);
    }

    public void Gauge(string name, string help, double value) => _factory.CreateGauge(name, OneLine(help)).Set(value);

    public void Gauge(string name, string help, string label, IEnumerable<(string Label, double Value)> series)
        => Gauge(name, help, [label], series.Select(s => (new[] { s.Label }, s.Value)));

    public void Gauge(string name, string help, string[] labels, IEnumerable<(string[] Labels, double Value)> series)
    {
        var gauge = _factory.CreateGauge(name, OneLine(help), labels);
        foreach (var (values, value) in series) gauge.WithLabels(values).Set(value);
    }

    public void Histogram(string name, string help, string[] labels, IEnumerable<(string[] Labels, HistogramCounts Counts)> series)
    {
        Histogram? histogram = null;
        foreach (var (values, counts) in series)
        {
            histogram ??= _factory.CreateHistogram(name, OneLine(help), labels, new HistogramConfiguration { Buckets = [.. counts.Limits] });
            counts.Replay(histogram.WithLabels(values));
        }
    }

    public Task WriteAsync(Stream to, CancellationToken cancellationToken) => _registry.CollectAndExportAsTextAsync(to, cancellationToken);

    /// <summary>The library writes a help text as it is, and a plugin's may have lines, the second of which would be no line of the format.</summary>
    private static string OneLine(string help) => help.ReplaceLineEndings(" ").Replace('\\', '/');
}
