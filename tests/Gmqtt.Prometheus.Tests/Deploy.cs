using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gmqtt.Exporter.Tests;

/// <summary>The files in deploy/.</summary>
internal static partial class Deploy
{
    public static string Folder { get; } = Path.Combine(Find(AppContext.BaseDirectory), "deploy");

    public static string Rules { get; } = Path.Combine(Folder, "prometheus", "gmqtt.rules.yml");

    /// <summary>Every expression of the dashboard and of the rules, its variables filled in.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
    [
        .. Dashboard().Select(e => e.Replace("$job", ".*", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal)
            .Replace("$__rate_interval", "1m", StringComparison.Ordinal)),
        .. Expr().Matches(File.ReadAllText(Rules)).Select(m => m.Groups[1].Value),
    ];

    /// <summary>The metrics that an expression names.</summary>
    public static IEnumerable<string> MetricsIn(string expression) => Metric().Matches(expression).Select(m => m.Value).Distinct();

    private static IEnumerable<string> Dashboard()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "gmqtt.json")));
        return
        [
            .. json.RootElement.GetProperty("panels").EnumerateArray().Where(p => p.TryGetProperty("targets", out _))
                .SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!),
        ];
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Gmqtt.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);

    [GeneratedRegex(@"^ +expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Expr();

    [GeneratedRegex(@"\b(gmqtt|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Metric();
}
