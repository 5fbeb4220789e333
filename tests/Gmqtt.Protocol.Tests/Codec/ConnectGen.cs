using CsCheck;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

internal static class ConnectGen
{
    public static Gen<ConnectPacket> Packet(ProtocolVersion version)
    {
        Gen<ConnectPacket> plain =
            from clientId in ValueGen.Text
            from cleanStart in Gen.Bool
            from keepAlive in Gen.UShort
            from will in Will(version)
            from userName in ValueGen.MaybeText
            from password in ValueGen.MaybeBytes
            select new ConnectPacket
            {
                Version = version,
                ClientId = clientId,
                CleanStart = cleanStart,
                KeepAlive = keepAlive,
                Will = will,
                UserName = userName,
                Password = version == ProtocolVersion.V5 || userName is not null ? password : null,
            };
        return version == ProtocolVersion.V5 ? plain.SelectMany(WithProperties) : plain;
    }

    private static Gen<ConnectPacket> WithProperties(ConnectPacket plain)
    {
        return
            from expiry in ValueGen.MaybeUInt32
            from receive in ValueGen.MaybePositive16
            from size in ValueGen.MaybePositive
            from alias in ValueGen.MaybeUInt16
            from response in ValueGen.MaybeBool
            from problem in ValueGen.MaybeBool
            from method in ValueGen.MaybeText
            from data in ValueGen.MaybeBytes
            from pairs in ValueGen.UserProperties
            select plain with
            {
                SessionExpiryInterval = expiry,
                ReceiveMaximum = receive,
                MaximumPacketSize = size,
                TopicAliasMaximum = alias,
                RequestResponseInformation = response,
                RequestProblemInformation = problem,
                AuthenticationMethod = method,
                AuthenticationData = method is null ? null : data,
                UserProperties = pairs,
            };
    }

    private static Gen<ConnectWill?> Will(ProtocolVersion version)
    {
        Gen<ConnectWill?> plain =
            from isThere in Gen.Bool
            from topic in ValueGen.TopicName
            from payload in ValueGen.Bytes
            from qos in ValueGen.QoS
            from retain in Gen.Bool
            select isThere ? new ConnectWill { Topic = topic, Payload = payload, QoS = qos, Retain = retain } : null;
        return version == ProtocolVersion.V5 ? plain.SelectMany(WithProperties) : plain;
    }

    private static Gen<ConnectWill?> WithProperties(ConnectWill? plain)
    {
        return
            from delay in ValueGen.MaybeUInt32
            from expiry in ValueGen.MaybeUInt32
            from format in ValueGen.MaybeFormat
            from contentType in ValueGen.MaybeText
            from response in ValueGen.TopicName
            from correlation in ValueGen.MaybeBytes
            from pairs in ValueGen.UserProperties
            select plain is null
                ? null
                : plain with
                {
                    DelayInterval = delay,
                    MessageExpiryInterval = expiry,
                    PayloadFormat = format,
                    ContentType = contentType,
                    ResponseTopic = contentType is null ? null : response,
                    CorrelationData = correlation,
                    UserProperties = pairs,
                };
    }
}
