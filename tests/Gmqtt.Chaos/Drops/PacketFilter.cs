using System.Globalization;
using System.Text.RegularExpressions;
using Gmqtt.Chaos.Power;

namespace Gmqtt.Chaos.Drops;

/// <summary>
/// Packets that the kernel does not hand on: neither end is told, as with a cable that is cut. They are dropped where they come in, because who sends would hear of those that do not go out.
/// It is disposed of once, and then the network is well.
/// </summary>
internal sealed partial class PacketFilter : IAsyncDisposable
{
    private const string Table = "inet gmqtt_chaos";

    private PacketFilter()
    {
    }

    /// <summary>Of the packets from and to a port so many of a hundred are lost.</summary>
    internal static Task<PacketFilter> LoseAsync(int port, int percent, bool isDry = false)
        => SetAsync(Both($"{port}", other: null, $"numgen random mod 100 < {percent}"), isDry);

    /// <summary>Between a port and some others nothing arrives.</summary>
    internal static Task<PacketFilter> CutAsync(int port, IEnumerable<int> others, bool isDry = false)
        => SetAsync(Both($"{port}", $"{{ {string.Join(", ", others)} }}", ""), isDry);

    /// <summary>How many packets were dropped.</summary>
    internal async Task<long> CountAsync()
        => Counters().Matches(await Tool.AskAsync("nft", "list", "table", "inet", "gmqtt_chaos")).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync() => await Tool.RunAsync("nft", $"delete table {Table}");

    private static async Task<PacketFilter> SetAsync(string[] rules, bool isDry)
    {
        string[] commands = [$"add table {Table}", $"add chain {Table} coming {{ type filter hook input priority 0; }}", .. isDry ? [] : rules.Select(r => $"add rule {Table} coming {r}")];
        await Tool.RunAsync("nft", string.Join("; ", commands)); // all of it at once
        return new PacketFilter();
    }

    private static string[] Both(string port, string? other, string which) => [Rule("dport", "sport", port, other, which), Rule("sport", "dport", port, other, which)];

    private static string Rule(string here, string there, string port, string? other, string which)
        => $"iif lo tcp {here} {port} {(other is null ? "" : $"tcp {there} {other}")} {which} counter drop";

    [GeneratedRegex(@"counter packets (\d+)")]
    private static partial Regex Counters();
}
