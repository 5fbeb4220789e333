using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>DISCONNECT (MQTT 5.0, 3.14). In MQTT 3.x only a client sends it and it has no fields.</summary>
public sealed record DisconnectPacket
{
    /// <summary>Why the connection ends.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>A new Session Expiry Interval; only from a client [MQTT-3.14.2-2].</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Reason String, or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Server Reference, with 0x9C and 0x9D; only from a server.</summary>
    public string? ServerReference { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
