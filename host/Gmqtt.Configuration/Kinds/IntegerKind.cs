using System.Globalization;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A whole number between two others.</summary>
internal sealed class IntegerKind : Kind<long>
{
    private readonly long _min;
    private readonly long _max;

    public IntegerKind(long min, long max)
    {
        _min = min;
        _max = max;
    }

    public override string Expected => _min == long.MinValue && _max == long.MaxValue
        ? "a whole number"
        : string.Create(CultureInfo.InvariantCulture, $"a whole number from {_min} to {_max}");

    public override bool TryRead(Node node, out long value, out string complaint)
    {
        value = 0;
        complaint = WrongType(node);
        switch (node)
        {
            case ScalarNode { Value: long number }:
                value = number;
                break;
            case ScalarNode { IsLoose: true } loose when long.TryParse(loose.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value):
                break;
            default:
                return false;
        }

        complaint = string.Create(CultureInfo.InvariantCulture, $"{value} is out of range");
        return value >= _min && value <= _max;
    }

    public override string Write(long value) => value.ToString(CultureInfo.InvariantCulture);
}
