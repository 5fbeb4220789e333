using System.Globalization;

namespace Gmqtt.Configuration.Nodes;

/// <summary>One value. In TOML it has a type; in a variable or an option it is text that may stand for any.</summary>
internal sealed class ScalarNode : Node
{
    public ScalarNode(Origin origin, object value)
        : base(origin) => Value = value;

    /// <summary>A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, or a date and time.</summary>
    public object Value { get; }

    /// <summary>Whether the text may be read as a number or a truth value.</summary>
    public bool IsLoose => Origin.Kind is OriginKind.Environment or OriginKind.CommandLine;

    public string Text => Value switch
    {
        bool b => b ? "true" : "false",
        _ => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "",
    };

    public override string Noun => Value switch
    {
        string => "a string",
        long => "a whole number",
        double => "a fraction",
        bool => "a truth value",
        _ => "a date or time",
    };
}
