using CsCheck;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

internal static class PacketGen
{
    public static Gen<object> DisconnectFromClient =>
        from code in Gen.OneOf(ReasonCode.NormalDisconnection, ReasonCode.DisconnectWithWillMessage)
        from expiry in ValueGen.MaybeUInt32
        from reason in ValueGen.MaybeText
        from pairs in ValueGen.UserProperties
        select (object)new DisconnectPacket { ReasonCode = code, SessionExpiryInterval = expiry, ReasonString = reason, UserProperties = pairs };

    public static Gen<object> DisconnectFromServer =>
        from code in Gen.OneOf(ReasonCode.SessionTakenOver, ReasonCode.UseAnotherServer)
        from reference in ValueGen.MaybeText
        from reason in ValueGen.MaybeText
        from pairs in ValueGen.UserProperties
        select (object)new DisconnectPacket { ReasonCode = code, ServerReference = reference, ReasonString = reason, UserProperties = pairs };

    public static Gen<object> Auth =>
        from code in Gen.OneOf(ReasonCode.ContinueAuthentication, ReasonCode.ReAuthenticate)
        from method in ValueGen.Text
        from data in ValueGen.MaybeBytes
        from reason in ValueGen.MaybeText
        from pairs in ValueGen.UserProperties
        select (object)new AuthPacket
        {
            ReasonCode = code,
            AuthenticationMethod = method,
            AuthenticationData = data,
            ReasonString = reason,
            UserProperties = pairs,
        };

    public static Gen<object> Ack(ProtocolVersion version, ReasonCode failure)
    {
        if (version != ProtocolVersion.V5)
        {
            return ValueGen.PacketId.Select(id => (object)new AckPacket(id));
        }

        return
            from id in ValueGen.PacketId
            from code in Gen.OneOf(ReasonCode.Success, failure)
            from reason in ValueGen.MaybeText
            from pairs in ValueGen.UserProperties
            select (object)(reason is null && pairs.Count == 0 ? new AckPacket(id, code) : new AckPacket(id, code, reason, pairs));
    }

    public static Gen<object> ConnAck(ProtocolVersion version)
    {
        Gen<ConnAckPacket> plain =
            from session in Gen.Bool
            from code in Gen.OneOf(ReasonCode.Success, ReasonCode.NotAuthorized, ReasonCode.ServerUnavailable)
            select new ConnAckPacket
            {
                ReasonCode = code,
                SessionPresent = session && code == ReasonCode.Success && version != ProtocolVersion.V31,
            };
        return version == ProtocolVersion.V5
            ? plain.SelectMany(Numbers).SelectMany(Texts).Select(packet => (object)packet)
            : plain.Select(packet => (object)packet);
    }

    public static Gen<PublishPacket> Publish(ProtocolVersion version)
    {
        Gen<PublishPacket> plain =
            from topic in ValueGen.TopicName
            from payload in ValueGen.Bytes
            from qos in ValueGen.QoS
            from retain in Gen.Bool
            from dup in Gen.Bool
            from id in ValueGen.PacketId
            select new PublishPacket
            {
                Topic = topic,
                Payload = payload,
                QoS = qos,
                Retain = retain,
                Dup = dup && qos != QoS.AtMostOnce,
                PacketId = qos == QoS.AtMostOnce ? (ushort)0 : id,
            };
        return version == ProtocolVersion.V5 ? plain.SelectMany(WithProperties) : plain;
    }

    private static Gen<PublishPacket> WithProperties(PublishPacket plain)
    {
        return
            from alias in ValueGen.MaybePositive16
            from expiry in ValueGen.MaybeUInt32
            from format in ValueGen.MaybeFormat
            from contentType in ValueGen.MaybeText
            from response in ValueGen.TopicName
            from correlation in ValueGen.MaybeBytes
            from pairs in ValueGen.UserProperties
            from identifiers in Gen.UInt[1, 268_435_455].Array[0, 3]
            select plain with
            {
                TopicAlias = alias,
                MessageExpiryInterval = expiry,
                PayloadFormat = format,
                ContentType = contentType,
                ResponseTopic = contentType is null ? null : response,
                CorrelationData = correlation,
                UserProperties = pairs,
                SubscriptionIdentifiers = identifiers,
            };
    }

    private static Gen<ConnAckPacket> Numbers(ConnAckPacket plain)
    {
        return
            from expiry in ValueGen.MaybeUInt32
            from receive in ValueGen.MaybePositive16
            from qos in Gen.OneOf<QoS?>(null, QoS.AtMostOnce, QoS.AtLeastOnce)
            from retain in ValueGen.MaybeBool
            from size in ValueGen.MaybePositive
            from alias in ValueGen.MaybeUInt16
            from wildcard in ValueGen.MaybeBool
            from shared in ValueGen.MaybeBool
            from keepAlive in ValueGen.MaybeUInt16
            select plain with
            {
                SessionExpiryInterval = expiry,
                ReceiveMaximum = receive,
                MaximumQoS = qos,
                RetainAvailable = retain,
                MaximumPacketSize = size,
                TopicAliasMaximum = alias,
                WildcardSubscriptionAvailable = wildcard,
                SubscriptionIdentifierAvailable = retain,
                SharedSubscriptionAvailable = shared,
                ServerKeepAlive = keepAlive,
            };
    }

    private static Gen<ConnAckPacket> Texts(ConnAckPacket plain)
    {
        return
            from clientId in ValueGen.MaybeText
            from reason in ValueGen.MaybeText
            from response in ValueGen.MaybeText
            from reference in ValueGen.MaybeText
            from method in ValueGen.MaybeText
            from data in ValueGen.MaybeBytes
            from pairs in ValueGen.UserProperties
            select plain with
            {
                AssignedClientIdentifier = clientId,
                ReasonString = reason,
                ResponseInformation = response,
                ServerReference = reference,
                AuthenticationMethod = method,
                AuthenticationData = data,
                UserProperties = pairs,
            };
    }
}
