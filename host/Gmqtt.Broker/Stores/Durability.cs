using System.Globalization;

namespace Gmqtt.Broker.Stores;

/// <summary>When a commit counts as done: what a power cut may take away. A crash of the broker alone takes nothing in any mode.</summary>
/// <param name="Mode">When the disk is waited for.</param>
/// <param name="Interval">How often, for <see cref="DurabilityMode.Interval"/>.</param>
public readonly record struct Durability(DurabilityMode Mode, TimeSpan Interval = default)
{
    /// <summary>Commits wait for the disk, many at a time.</summary>
    public static Durability Group => new(DurabilityMode.Group);

    /// <summary>One sentence for the log: what an acknowledgement is worth.</summary>
    public string Promise => Mode switch
    {
        DurabilityMode.Always => "acknowledged means on disk: a power cut loses nothing; each commit waits for the disk at once",
        DurabilityMode.Group => "acknowledged means on disk: a power cut loses nothing; commits share a wait for the disk",
        DurabilityMode.Interval => string.Create(
            CultureInfo.InvariantCulture, $"a crash of the broker loses nothing acknowledged; a power cut may lose the last {Interval.TotalMilliseconds} ms"),
        _ => "a crash of the broker loses nothing acknowledged; a power cut may lose what the operating system had not written yet",
    };

    /// <summary>Reads <c>always</c>, <c>group</c>, <c>os</c> or <c>interval:100ms</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="durability">What it says.</param>
    /// <returns>False when it says nothing of the kind.</returns>
    public static bool TryParse(string text, out Durability durability)
    {
        ArgumentNullException.ThrowIfNull(text);
        durability = Group;
        switch (text)
        {
            case "always":
                durability = new(DurabilityMode.Always);
                return true;
            case "group":
                return true;
            case "os":
                durability = new(DurabilityMode.OperatingSystem);
                return true;
        }

        const string Prefix = "interval:";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[Prefix.Length..^2], 1) : text.EndsWith('s') ? (text[Prefix.Length..^1], 1000) : ("", 0);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 60_000) return false;
        durability = new(DurabilityMode.Interval, TimeSpan.FromMilliseconds(value * (double)unit));
        return true;
    }
}
