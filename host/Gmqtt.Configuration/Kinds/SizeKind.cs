using System.Globalization;
using System.Text.RegularExpressions;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A number of bytes: <c>65536</c>, <c>"64KiB"</c>, <c>"256MiB"</c>.</summary>
internal sealed partial class SizeKind : Kind<long>
{
    private static readonly (string Unit, long Bytes)[] Units = [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    private readonly long _min;
    private readonly long _max;

    public SizeKind(long min, long max)
    {
        _min = min;
        _max = max;
    }

    public override string Expected => $"a size such as \"64KiB\" or 65536 (bytes), from {Write(_min)} to {Write(_max)}";

    public override bool TryRead(Node node, out long value, out string complaint)
    {
        value = 0;
        switch (node)
        {
            case ScalarNode { Value: long bytes }:
                value = bytes;
                break;
            case ScalarNode { Value: string text }:
                if (!TryParse(text, out value, out complaint))
                {
                    return false;
                }

                break;
            default:
                complaint = WrongType(node);
                return false;
        }

        complaint = $"{Write(value)} is out of range";
        return value >= _min && value <= _max;
    }

    public override string Write(long value) =>
        Format(value) is var text && text.EndsWith('B') ? $"\"{text}\"" : text;

    /// <summary>The shortest exact way to write a size: <c>64KiB</c>; plain bytes without a unit.</summary>
    public static string Format(long bytes)
    {
        var (unit, size) = Array.Find(Units, u => bytes >= u.Bytes && bytes % u.Bytes == 0);
        return unit is null or "B" ? bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }

    private static bool TryParse(string text, out long value, out string complaint)
    {
        value = 0;
        complaint = $"\"{text}\" is no size";
        if (Shape().Match(text) is not { Success: true } match)
        {
            return false;
        }

        // Plain digits are bytes here as well: in a variable or an option everything is text.
        var unit = match.Groups["unit"].Value is { Length: > 0 } written ? written : "B";
        var size = Array.Find(Units, u => u.Unit == unit).Bytes;
        complaint = $"\"{text}\": no such unit: {unit}; units are B, KiB, MiB, GiB, TiB (powers of 1024)";
        value = (long)Int128.Min(long.MaxValue, Int128.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * size);
        return size > 0;
    }

    [GeneratedRegex(@"^(?<number>\d{1,18}) ?(?<unit>[A-Za-z]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
