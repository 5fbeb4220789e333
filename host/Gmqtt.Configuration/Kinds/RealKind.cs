using System.Globalization;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A number with or without a fraction; finite.</summary>
internal sealed class RealKind : Kind<double>
{
    private readonly double _most;

    /// <param name="most">The largest, of either sign.</param>
    public RealKind(double most) => _most = most;

    public override string Expected => "a number";

    public override bool TryRead(Node node, out double value, out string complaint)
    {
        value = 0;
        complaint = WrongType(node);
        switch (node)
        {
            case ScalarNode { Value: double real }:
                value = real;
                break;
            case ScalarNode { Value: long whole }:
                value = whole;
                break;
            case ScalarNode { IsLoose: true } loose when double.TryParse(loose.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value):
                break;
            default:
                return false;
        }

        complaint = $"{Write(value)} is out of range";
        return Math.Abs(value) <= _most;
    }

    public override string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
