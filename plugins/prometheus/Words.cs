using System.Text;
using System.Text.RegularExpressions;

namespace Gmqtt.Exporter;

/// <summary>Names as Prometheus has them.</summary>
internal static partial class Words
{
    /// <summary><c>QueueFull</c> becomes <c>queue_full</c>, and <c>OfflineQoS0</c> <c>offline_qos0</c>.</summary>
    public static string Snake(string name) => WordEnd().Replace(name.Replace("QoS", "Qos", StringComparison.Ordinal), "_").ToLowerInvariant();

    /// <summary>What Prometheus takes in the name of a metric or a label.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name) plain.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        return plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain.ToString();
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordEnd();
}
