using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Connections;

/// <summary>What one listener wants different from the rest of the configuration. Immutable.</summary>
public sealed record ListenerPolicy
{
    /// <summary>The listener's configured address; logs and hooks name it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether clients that no plugin vouched for are let in; null asks <see cref="BrokerOptions.AllowAnonymous"/>.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary>Largest packet accepted, in bytes; null asks <see cref="MqttOptions.MaxPacketSize"/>.</summary>
    public uint? MaxPacketSize { get; init; }

    /// <summary>Protocol versions spoken here; null for all.</summary>
    public IReadOnlySet<ProtocolVersion>? Versions { get; init; }
}
