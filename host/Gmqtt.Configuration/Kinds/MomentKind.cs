using System.Globalization;
using Gmqtt.Configuration.Nodes;
using Tomlyn;

namespace Gmqtt.Configuration.Kinds;

/// <summary>A date with a time and its offset: one moment, whatever the machine's time zone is.</summary>
internal sealed class MomentKind : Kind<DateTimeOffset>
{
    public override string Expected => "a date and time with its offset such as 2026-11-23T10:30:00Z";

    public override bool TryRead(Node node, out DateTimeOffset value, out string complaint)
    {
        value = default;
        complaint = WrongType(node);
        if (node is not ScalarNode scalar || NodeToToml.Typed(scalar) is not ScalarNode { Value: TomlDateTime moment })
        {
            return false;
        }

        value = moment.DateTime;
        complaint = $"{scalar.Text} has no offset";
        return moment.Kind is TomlDateTimeKind.OffsetDateTimeByZ or TomlDateTimeKind.OffsetDateTimeByNumber;
    }

    public override string Write(DateTimeOffset value) => value.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
