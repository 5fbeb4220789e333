using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A time with its unit, as in gmqtt: <c>"250ms"</c>, <c>"30s"</c>, <c>"1h30m"</c>; and days.</summary>
internal sealed partial class DurationKind : Kind<TimeSpan>
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    private readonly TimeSpan _min;
    private readonly TimeSpan _max;

    public DurationKind(TimeSpan min, TimeSpan max)
    {
        _min = min;
        _max = max;
    }

    public override string Expected =>
        "a duration such as \"30s\" or \"1h30m\"" + (_max == TimeSpan.MaxValue ? "" : $", from {Write(_min)} to {Write(_max)}");

    public override bool TryRead(Node node, out TimeSpan value, out string complaint)
    {
        value = default;
        switch (node)
        {
            case ScalarNode { Value: string text }:
                if (!TryParse(text, out value, out complaint))
                {
                    return false;
                }

                break;
            case ScalarNode { Value: 0L }:
                break;
            default:
                complaint = node is ScalarNode { Value: long number } ? $"{number} has no unit" : WrongType(node);
                return false;
        }

        complaint = $"{Write(value)} is out of range";
        return value >= _min && value <= _max;
    }

    public override string Write(TimeSpan value) => $"\"{Format(value)}\"";

    /// <summary>The shortest way to write a time: <c>1h30m</c>.</summary>
    public static string Format(TimeSpan value)
    {
        var text = new StringBuilder();
        foreach (var (unit, length) in Units)
        {
            // Two days and one hour read better as 49h than as 2d1h.
            if (unit == "d" && value.Ticks % length.Ticks != 0)
            {
                continue;
            }

            if (value.Ticks / length.Ticks is > 0 and var count)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
                value -= count * length;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static bool TryParse(string text, out TimeSpan value, out string complaint)
    {
        value = default;
        if (text == "0")
        {
            complaint = "";
            return true;
        }

        var match = Shape().Match(text);
        if (!match.Success)
        {
            complaint = text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.') ? $"\"{text}\" has no unit" : $"\"{text}\" is no duration";
            return false;
        }

        complaint = "";

        var total = 0m;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = match.Groups["number"].Captures[i].Value;
            var unit = match.Groups["unit"].Captures[i].Value.Trim();
            var length = Array.Find(Units, u => u.Unit == unit).Length;
            if (length == default)
            {
                complaint = $"\"{text}\": no such unit: {unit}; units are ms, s, m, h, d";
                return false;
            }

            total += decimal.Parse(number, CultureInfo.InvariantCulture) * length.Ticks;
        }

        value = total > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)total);
        return true;
    }

    /// <summary>The number's length is bounded, so that it fits a decimal with room for the unit.</summary>
    [GeneratedRegex(@"^((?<number>\d{1,12}(\.\d{1,6})?)(?<unit>[^\d.]+))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
