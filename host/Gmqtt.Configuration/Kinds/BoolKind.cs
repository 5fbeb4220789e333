using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BoolKind : Kind<bool>
{
    public override string Expected => "true or false";

    public override bool TryRead(Node node, out bool value, out string complaint)
    {
        complaint = WrongType(node);
        value = node is ScalarNode { Value: true };
        return node is ScalarNode scalar && (scalar.Value is bool || (scalar.IsLoose && bool.TryParse(scalar.Text, out value)));
    }

    public override string Write(bool value) => value ? "true" : "false";
}
