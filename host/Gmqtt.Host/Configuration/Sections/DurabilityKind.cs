using Gmqtt.Broker.Stores;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>What a power cut may take.</summary>
internal sealed class DurabilityKind : Kind<Durability>
{
    public override string Expected => "\"group\", \"always\", \"os\", or \"interval:100ms\" with 1ms to 60s";

    public override bool TryRead(Node node, out Durability value, out string complaint)
    {
        value = Durability.Group;
        complaint = WrongType(node);
        if (node is not ScalarNode { Value: string text })
        {
            return false;
        }

        complaint = $"\"{text}\" is not known";
        return Durability.TryParse(text, out value);
    }

    public override string Write(Durability value) => value.Mode switch
    {
        DurabilityMode.Always => "\"always\"",
        DurabilityMode.Group => "\"group\"",
        DurabilityMode.Interval => $"\"interval:{(long)value.Interval.TotalMilliseconds}ms\"",
        _ => "\"os\"",
    };
}
