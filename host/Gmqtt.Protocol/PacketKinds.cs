namespace Gmqtt.Protocol;

/// <summary>
/// A set of places where a property or a Reason Code may stand. It is finer than <see cref="PacketType"/>: the Will Properties are a place
/// of their own, and packets that both sides send count twice where the specification treats the directions differently.
/// </summary>
[Flags]
public enum PacketKinds
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The properties of CONNECT.</summary>
    Connect = 1 << 0,

    /// <summary>The Will Properties inside CONNECT.</summary>
    Will = 1 << 1,

    /// <summary>CONNACK.</summary>
    ConnAck = 1 << 2,

    /// <summary>PUBLISH sent by a client.</summary>
    PublishFromClient = 1 << 3,

    /// <summary>PUBLISH sent by a server.</summary>
    PublishFromServer = 1 << 4,

    /// <summary>PUBACK.</summary>
    PubAck = 1 << 5,

    /// <summary>PUBREC.</summary>
    PubRec = 1 << 6,

    /// <summary>PUBREL.</summary>
    PubRel = 1 << 7,

    /// <summary>PUBCOMP.</summary>
    PubComp = 1 << 8,

    /// <summary>SUBSCRIBE.</summary>
    Subscribe = 1 << 9,

    /// <summary>SUBACK.</summary>
    SubAck = 1 << 10,

    /// <summary>UNSUBSCRIBE.</summary>
    Unsubscribe = 1 << 11,

    /// <summary>UNSUBACK.</summary>
    UnsubAck = 1 << 12,

    /// <summary>DISCONNECT sent by a client.</summary>
    DisconnectFromClient = 1 << 13,

    /// <summary>DISCONNECT sent by a server.</summary>
    DisconnectFromServer = 1 << 14,

    /// <summary>AUTH sent by a client.</summary>
    AuthFromClient = 1 << 15,

    /// <summary>AUTH sent by a server.</summary>
    AuthFromServer = 1 << 16,

    /// <summary>PUBLISH, whoever sent it.</summary>
    Publish = PublishFromClient | PublishFromServer,

    /// <summary>DISCONNECT, whoever sent it.</summary>
    Disconnect = DisconnectFromClient | DisconnectFromServer,

    /// <summary>AUTH, whoever sent it.</summary>
    Auth = AuthFromClient | AuthFromServer,

    /// <summary>The four packets that acknowledge a PUBLISH.</summary>
    PublishAcknowledgments = PubAck | PubRec | PubRel | PubComp,

    /// <summary>Every place.</summary>
    All = Connect | Will | ConnAck | Publish | PublishAcknowledgments | Subscribe | SubAck | Unsubscribe | UnsubAck | Disconnect | Auth,
}
