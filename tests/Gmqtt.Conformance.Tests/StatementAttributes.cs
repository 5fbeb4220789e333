namespace Gmqtt.Conformance.Tests;

/// <summary>The test observes this normative statement of MQTT 5.0.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class Mqtt5Attribute(string statement) : Attribute
{
    public string Statement { get; } = statement;
}

/// <summary>The test observes this normative statement of MQTT 3.1.1.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class Mqtt311Attribute(string statement) : Attribute
{
    public string Statement { get; } = statement;
}
