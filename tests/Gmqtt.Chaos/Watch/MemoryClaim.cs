using System.Globalization;
using System.Text.RegularExpressions;
using Gmqtt.Chaos.Brokers;

namespace Gmqtt.Chaos.Watch;

/// <summary>The most memory that a broker says in its log it will take.</summary>
internal static partial class MemoryClaim
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <returns>Bytes.</returns>
    /// <exception cref="ChaosException">It says nothing.</exception>
    internal static long Of(BrokerUnderTest broker)
    {
        using var log = new StreamReader(new FileStream(Path.Combine(broker.Directory, "broker.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var claim = Claim().Match(log.ReadToEnd());
        if (!claim.Success) throw new ChaosException("the broker's log does not say how much memory it takes at most");
        return (long)(double.Parse(claim.Groups[1].Value, CultureInfo.InvariantCulture) * Math.Pow(1024, Array.IndexOf(Units, claim.Groups[2].Value)));
    }

    [GeneratedRegex("memory_at_most=\"?([0-9.]+)(B|KiB|MiB|GiB|TiB)")]
    private static partial Regex Claim();
}
