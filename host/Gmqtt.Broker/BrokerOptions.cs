namespace Gmqtt.Broker;

/// <summary>Everything the engine can be told. Immutable: a reload makes a new one and swaps it in; connections keep what was negotiated with them.</summary>
public sealed record BrokerOptions
{
    /// <summary>Whether a client that no plugin vouched for is let in; a listener may say otherwise.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The <c>[mqtt]</c> table.</summary>
    public MqttOptions Mqtt { get; init; } = new();

    /// <summary>The <c>[limits]</c> table.</summary>
    public LimitOptions Limits { get; init; } = new();
}
