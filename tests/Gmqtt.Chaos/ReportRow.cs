using System.Globalization;

namespace Gmqtt.Chaos;

/// <summary>One row of the table of a full run: made when a scenario begins, written when it has ended.</summary>
internal sealed class ReportRow(string command, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private readonly string _load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";

    internal Task AppendAsync(string file, Outcome outcome)
    {
        var result = outcome.Violations > 0 ? "**did not hold**" : outcome.Summary.StartsWith("SKIPPED", StringComparison.Ordinal) ? "skipped" : "held";
        var took = time.GetElapsedTime(_begun).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        return File.AppendAllTextAsync(file, $"| `{command}` | {result} | {took} s, load {_load} | {Cell(outcome.Summary)} |\n");
    }

    private static string Cell(string text)
        => string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Replace("|", "/", StringComparison.Ordinal);
}
