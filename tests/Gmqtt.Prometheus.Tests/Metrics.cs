using System.Globalization;
using System.Text.RegularExpressions;

namespace Gmqtt.Exporter.Tests;

/// <summary>An exposition, read.</summary>
internal sealed partial class Metrics
{
    private readonly Dictionary<string, string> _types = [];
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    public Metrics(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) _types[line.Split(' ')[2]] = line.Split(' ')[3];
            if (line.StartsWith('#')) continue;
            var match = Sample().Match(line);
            Assert.True(match.Success, line);
            var labels = Label().Matches(match.Groups[2].Value).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
            _samples.Add((match.Groups[1].Value, labels, double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        }
    }

    public string Text { get; }

    /// <summary>Families with their types.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Names of samples; of a histogram three.</summary>
    public IEnumerable<string> SampleNames => _samples.Select(s => s.Name).Distinct();

    /// <summary>The value of the one sample with these labels, written as <c>key=value</c>.</summary>
    public double this[string name, params string[] labels]
        => Assert.Single(_samples, s => s.Name == name && labels.All(l => s.Labels.GetValueOrDefault(l.Split('=')[0]) == l.Split('=')[1])).Value;

    /// <summary>The names of a metric's labels.</summary>
    public IEnumerable<string> LabelsOf(string name) => _samples.Where(s => s.Name == name).SelectMany(s => s.Labels.Keys).Distinct();

    /// <summary>The values that a label takes.</summary>
    public IEnumerable<string> ValuesOf(string name, string label) => _samples.Where(s => s.Name == name && s.Labels.ContainsKey(label)).Select(s => s.Labels[label]).Distinct();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}
