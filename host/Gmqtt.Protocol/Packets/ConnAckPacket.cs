using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>CONNACK (MQTT 5.0, 3.2). Properties that are null are not sent; MQTT 3.x sends none.</summary>
public sealed record ConnAckPacket
{
    /// <summary>The result. For MQTT 3.x see <see cref="ConnectReturnCode"/>.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>True when the server resumes a stored session; only with success, and not in MQTT 3.1.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Session Expiry Interval the server uses, when it is not the client's.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Receive Maximum of the server.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Maximum QoS: 0 or 1; 2 is stated by absence.</summary>
    public QoS? MaximumQoS { get; init; }

    /// <summary>Retain Available.</summary>
    public bool? RetainAvailable { get; init; }

    /// <summary>Maximum Packet Size of the server.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The Client Identifier the server assigned.</summary>
    public string? AssignedClientIdentifier { get; init; }

    /// <summary>Topic Alias Maximum of the server.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>Reason String.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Wildcard Subscription Available.</summary>
    public bool? WildcardSubscriptionAvailable { get; init; }

    /// <summary>Subscription Identifiers Available.</summary>
    public bool? SubscriptionIdentifierAvailable { get; init; }

    /// <summary>Shared Subscription Available.</summary>
    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Keep Alive the client must use instead of its own.</summary>
    public ushort? ServerKeepAlive { get; init; }

    /// <summary>Response Information.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Server Reference, with 0x9C and 0x9D.</summary>
    public string? ServerReference { get; init; }

    /// <summary>Authentication Method.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Authentication Data.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
