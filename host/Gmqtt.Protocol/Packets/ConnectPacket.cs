using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>CONNECT (MQTT 5.0, 3.1). Properties that were not sent are null; MQTT 3.x sends none.</summary>
public sealed record ConnectPacket
{
    /// <summary>The protocol version this connection speaks.</summary>
    public required ProtocolVersion Version { get; init; }

    /// <summary>Empty when the client asks the server to assign one.</summary>
    public required string ClientId { get; init; }

    /// <summary>Clean Start; Clean Session in MQTT 3.x.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Keep Alive in seconds; 0 means none.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>The Will, or null.</summary>
    public ConnectWill? Will { get; init; }

    /// <summary>User name, or null when its flag is 0.</summary>
    public string? UserName { get; init; }

    /// <summary>Password as bytes, or null when its flag is 0.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Session Expiry Interval in seconds; 0xFFFFFFFF means never; null counts as 0.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Receive Maximum, never 0; null counts as 65 535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Maximum Packet Size the client accepts, never 0; null means no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Topic Alias Maximum the client accepts; null counts as 0.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>Request Response Information; null counts as false.</summary>
    public bool? RequestResponseInformation { get; init; }

    /// <summary>Request Problem Information; null counts as true.</summary>
    public bool? RequestProblemInformation { get; init; }

    /// <summary>Authentication Method, or null for no enhanced authentication.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Authentication Data; never without a method.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>User Properties, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
