using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gmqtt.Load;

/// <summary>
/// A Markdown table of many runs, one column a broker, the median of each cell's runs. Input is a line a run: broker, row, exit code and report, separated by tabs.
/// </summary>
internal static class ComparisonTable
{
    public static string Make(IEnumerable<string> runs, IEnumerable<string> versions, string machine)
    {
        var cells = runs.Select(l => l.Split('\t')).Select(f => (Broker: f[0], Row: f[1], Report: Parse(f[3]), Code: f[2])).ToList();
        var names = versions.Select(l => l.Split('\t')).ToDictionary(f => f[0], f => f[1]);
        var brokers = cells.Select(c => c.Broker).Distinct().ToList();
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{machine}. Broker on core 0, loader on core 1; medians of {cells.Count / Math.Max(1, cells.Select(c => (c.Broker, c.Row)).Distinct().Count())}.")
            .AppendLine("Microseconds of the broker's processor time per message (in and out) | messages a second, in and out | 99th percentile of the way through it. `!` and the reason: the check failed.")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", brokers.Select(b => names.GetValueOrDefault(b, b)))} |")
            .AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(brokers.Select(_ => "---|"))}");
        foreach (var row in cells.Select(c => c.Row).Distinct())
        {
            var line = brokers.Select(b => Cell([.. cells.Where(c => c.Broker == b && c.Row == row).Select(c => c.Report)]));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row} | {string.Join(" | ", line)} |");
        }

        return text.ToString();
    }

    private static Report Parse(string json) => JsonSerializer.Deserialize(json, ReportJson.Default.Report) ?? new Report();

    private static string Cell(IReadOnlyList<Report> runs)
    {
        if (runs.Count == 0) return "";
        var mark = runs.FirstOrDefault(r => !r.IsClean) is { } bad ? $" ! {bad.Fault ?? $"lost {bad.Lost}, out of turn {bad.OutOfTurn}"}" : "";
        string?[] parts =
        [
            Median(runs, r => r.ProcessorPerMessage) is { } cpu ? $"{Short(cpu)} us" : null,
            Median(runs, r => r.InPerSecond + r.OutPerSecond is > 0 and var rate ? rate : null) is { } messages ? $"{Rate(messages)}/s" : null,
            Median(runs, r => r.Latency?.P99) is { } late ? $"{Short(late / 1000)} ms" : null,
            Median(runs, r => r.ConnectionsPerSecond) is { } connections ? $"{Rate(connections)}/s" : null,
            Median(runs, r => r.KiBPerConnection) is { } memory ? $"{Short(memory)} KiB each" : null,
        ];
        return string.Join(" · ", parts.OfType<string>()) + mark.Replace("|", "/", StringComparison.Ordinal);
    }

    private static double? Median(IReadOnlyList<Report> runs, Func<Report, double?> value)
    {
        var sorted = runs.Select(value).OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }

    private static string Short(double value) => value.ToString(value < 1 ? "0.000" : value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Rate(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        >= 1_000 => (value / 1_000).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
