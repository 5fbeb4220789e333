using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Connections;

/// <summary>The CONNACK: states what differs from the protocol's defaults and from what the client asked for, and nothing else.</summary>
internal static class ConnAckBuilder
{
    internal static ConnAckPacket Success(
        ConnectPacket packet, ConnectOptions options, Connection connection, bool present, bool assigned, byte[]? authenticationData)
    {
        if (packet.Version != ProtocolVersion.V5) return new ConnAckPacket { SessionPresent = present };
        return new ConnAckPacket
        {
            SessionPresent = present, // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
            SessionExpiryInterval = options.SessionExpiry == (packet.SessionExpiryInterval ?? 0) ? null : options.SessionExpiry,
            ReceiveMaximum = options.ReceiveMaximum == ushort.MaxValue ? null : options.ReceiveMaximum,
            MaximumQoS = options.MaximumQoS == QoS.ExactlyOnce ? null : options.MaximumQoS, // [MQTT-3.2.2-9]
            RetainAvailable = options.RetainAvailable ? null : false,
            MaximumPacketSize = options.MaximumPacketSize,
            AssignedClientIdentifier = assigned ? connection.ClientId : null, // [MQTT-3.2.2-16]
            TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : options.TopicAliasMaximum,
            WildcardSubscriptionAvailable = options.WildcardSubscriptionAvailable ? null : false,
            SubscriptionIdentifierAvailable = options.SubscriptionIdentifierAvailable ? null : false,
            SharedSubscriptionAvailable = options.SharedSubscriptionAvailable ? null : false,
            ServerKeepAlive = options.KeepAlive == packet.KeepAlive ? null : options.KeepAlive, // [MQTT-3.2.2-22]
            ResponseInformation = packet.RequestResponseInformation == true ? options.ResponseInformation : null, // [MQTT-3.1.2-28]
            AuthenticationMethod = packet.AuthenticationMethod, // [MQTT-4.12.0-5]
            // Not converted as it is: an array that is null would become a memory that is empty, and a property that must not be there.
            AuthenticationData = authenticationData is null ? default(ReadOnlyMemory<byte>?) : authenticationData,
            UserProperties = options.UserProperties,
        };
    }

    internal static ConnAckPacket Refusal(ReasonCode code, string? reason, IReadOnlyList<UserProperty>? userProperties)
        => new()
        {
            SessionPresent = false, // [MQTT-3.2.2-6]
            ReasonCode = ReasonCodeRules.IsAllowed(code, PacketKinds.ConnAck) ? code : ReasonCode.UnspecifiedError, // [MQTT-3.2.2-8]
            ReasonString = reason,
            UserProperties = userProperties ?? [],
        };
}
