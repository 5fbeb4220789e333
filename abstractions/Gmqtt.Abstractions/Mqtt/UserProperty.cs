namespace Gmqtt.Mqtt;

/// <summary>One User Property: a name and a value that MQTT passes on and never interprets. Names may repeat; order is kept.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
public readonly record struct UserProperty(string Name, string Value);
