using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Gmqtt.Exporter.Meters;

/// <summary>
/// What plugins measure with <c>IPluginContext.Meter</c>, as <c>plugin_NAME_INSTRUMENT</c>. Of one instrument no more than <see cref="InstrumentSeries.Most"/> combinations of tags are kept.
/// </summary>
internal sealed class PluginMeters : IDisposable
{
    private const string Prefix = "gmqtt.plugin.";
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, (InstrumentSeries Series, long Number)> _instruments = new();
    private long _made;

    public PluginMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith(Prefix, StringComparison.Ordinal)) return;
            var series = new InstrumentSeries(instrument, instrument.Meter.Name[Prefix.Length..]);
            _instruments[instrument] = (series, Interlocked.Increment(ref _made));
            listener.EnableMeasurementEvents(instrument, series);
        };

        // The instruments of a plugin that goes: to keep one would keep the plugin.
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.Remove(instrument, out var _);
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Asks for what is only known when somebody asks, and adds everything.</summary>
    public void Add(Exposition to)
    {
        foreach (var (series, _) in _instruments.Values) series.Begin();
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // What a plugin's own callback threw: its numbers are missing, the others' are there.
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        // Of two that Prometheus would call the same, the one that was there first.
        foreach (var (series, _) in _instruments.Values.OrderBy(i => i.Series.Name, StringComparer.Ordinal).ThenBy(i => i.Number))
        {
            if (names.Add(series.Name)) series.Add(to);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Clear();
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((InstrumentSeries)state!).Record(value, tags);
}
