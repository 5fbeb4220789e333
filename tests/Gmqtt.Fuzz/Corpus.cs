using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Fuzz;

/// <summary>Every vector with the version and the side it belongs to.</summary>
public static class Corpus
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        .. FromClient(),
        .. FromServer(),
        .. BothSides(ProtocolVersion.V31),
        .. BothSides(ProtocolVersion.V311),
        .. BothSides(ProtocolVersion.V5),
    ];

    private static IEnumerable<Sample> FromClient()
    {
        yield return Client("CONNECT", ProtocolVersion.V31, ConnectVectors.V31Minimal);
        yield return Client("CONNECT minimal", ProtocolVersion.V311, ConnectVectors.V311Minimal);
        yield return Client("CONNECT full", ProtocolVersion.V311, ConnectVectors.V311Full);
        yield return Client("CONNECT minimal", ProtocolVersion.V5, ConnectVectors.V5Minimal);
        yield return Client("CONNECT full", ProtocolVersion.V5, ConnectVectors.V5Full);
        yield return Client("CONNECT password only", ProtocolVersion.V5, ConnectVectors.V5PasswordOnly);
        yield return Client("PUBLISH all properties", ProtocolVersion.V5, PublishVectors.V5QoS2AllFromClient);
        yield return Client("PUBLISH alias only", ProtocolVersion.V5, PublishVectors.V5AliasOnly);
        yield return Client("SUBSCRIBE", ProtocolVersion.V31, SubscribeVectors.V311Subscribe);
        yield return Client("SUBSCRIBE", ProtocolVersion.V311, SubscribeVectors.V311Subscribe);
        yield return Client("SUBSCRIBE", ProtocolVersion.V5, SubscribeVectors.V5Subscribe);
        yield return Client("UNSUBSCRIBE", ProtocolVersion.V311, SubscribeVectors.V311Unsubscribe);
        yield return Client("UNSUBSCRIBE", ProtocolVersion.V5, SubscribeVectors.V5Unsubscribe);
        yield return Client("PINGREQ", ProtocolVersion.V5, SessionVectors.PingReq);
        yield return Client("DISCONNECT", ProtocolVersion.V311, SessionVectors.Disconnect);
        yield return Client("DISCONNECT", ProtocolVersion.V5, SessionVectors.Disconnect);
        yield return Client("DISCONNECT with will", ProtocolVersion.V5, SessionVectors.V5DisconnectWithWill);
        yield return Client("DISCONNECT full", ProtocolVersion.V5, SessionVectors.V5DisconnectFromClient);
        yield return Client("AUTH continue", ProtocolVersion.V5, SessionVectors.V5AuthContinue);
        yield return Client("AUTH full", ProtocolVersion.V5, SessionVectors.V5AuthFull);
    }

    private static IEnumerable<Sample> FromServer()
    {
        yield return Server("CONNACK accepted", ProtocolVersion.V311, ConnAckVectors.V311Accepted);
        yield return Server("CONNACK refused", ProtocolVersion.V311, ConnAckVectors.V311Refused);
        yield return Server("CONNACK refused", ProtocolVersion.V31, ConnAckVectors.V311Refused);
        yield return Server("CONNACK accepted", ProtocolVersion.V5, ConnAckVectors.V5Accepted);
        yield return Server("CONNACK full", ProtocolVersion.V5, ConnAckVectors.V5Full);
        yield return Server("PUBLISH with subscription ids", ProtocolVersion.V5, PublishVectors.V5FromServer);
        yield return Server("SUBACK", ProtocolVersion.V311, SubscribeVectors.V311SubAck);
        yield return Server("SUBACK", ProtocolVersion.V5, SubscribeVectors.V5SubAck);
        yield return Server("UNSUBACK", ProtocolVersion.V311, SubscribeVectors.V311UnsubAck);
        yield return Server("UNSUBACK", ProtocolVersion.V5, SubscribeVectors.V5UnsubAck);
        yield return Server("PINGRESP", ProtocolVersion.V5, SessionVectors.PingResp);
        yield return Server("DISCONNECT full", ProtocolVersion.V5, SessionVectors.V5DisconnectFromServer);
        yield return Server("AUTH short", ProtocolVersion.V5, SessionVectors.V5AuthShort);
    }

    private static IEnumerable<Sample> BothSides(ProtocolVersion version)
    {
        yield return Client("PUBACK", version, AckVectors.PubAck);
        yield return Client("PUBREC", version, AckVectors.PubRec);
        yield return Client("PUBREL", version, AckVectors.PubRel);
        yield return Client("PUBCOMP", version, AckVectors.PubComp);
        if (version != ProtocolVersion.V5)
        {
            yield return Client("PUBLISH QoS 0", version, PublishVectors.V311QoS0);
            yield return Client("PUBLISH QoS 1", version, PublishVectors.V311QoS1Retain);
            yield break;
        }

        yield return Client("PUBLISH plain", version, PublishVectors.V5QoS0Plain);
        yield return Client("PUBACK with reason", version, AckVectors.V5PubAckReason);
        yield return Client("PUBREC full", version, AckVectors.V5PubRecFull);
        yield return Client("PUBREL empty properties", version, AckVectors.V5PubRelEmptyProperties);
        yield return Client("PUBCOMP with reason", version, AckVectors.V5PubCompReason);
    }

    private static Sample Client(string name, ProtocolVersion version, byte[] bytes)
    {
        return new Sample(name, version, Sender.Client, bytes);
    }

    private static Sample Server(string name, ProtocolVersion version, byte[] bytes)
    {
        return new Sample(name, version, Sender.Server, bytes);
    }
}
