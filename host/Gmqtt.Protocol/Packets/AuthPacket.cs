using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>AUTH (MQTT 5.0, 3.15). MQTT 3.x does not have it.</summary>
public sealed record AuthPacket
{
    /// <summary>Success (server only), Continue Authentication, or Re-authenticate (client only).</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>Authentication Method; null only in the short form, which means Success.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Authentication Data, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>Reason String, or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
