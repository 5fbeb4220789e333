namespace Gmqtt.Protocol;

/// <summary>MQTT Control Packet type: the high four bits of the first byte (MQTT 5.0, 2.1.2).</summary>
public enum PacketType : byte
{
    /// <summary>Forbidden.</summary>
    Reserved = 0,

    /// <summary>Client to server: connection request.</summary>
    Connect = 1,

    /// <summary>Server to client: connect acknowledgment.</summary>
    ConnAck = 2,

    /// <summary>Both ways: application message.</summary>
    Publish = 3,

    /// <summary>Both ways: acknowledges a QoS 1 PUBLISH.</summary>
    PubAck = 4,

    /// <summary>Both ways: QoS 2, the PUBLISH was received.</summary>
    PubRec = 5,

    /// <summary>Both ways: QoS 2, the sender forgets the message.</summary>
    PubRel = 6,

    /// <summary>Both ways: QoS 2, the delivery is complete.</summary>
    PubComp = 7,

    /// <summary>Client to server: subscribe request.</summary>
    Subscribe = 8,

    /// <summary>Server to client: subscribe acknowledgment.</summary>
    SubAck = 9,

    /// <summary>Client to server: unsubscribe request.</summary>
    Unsubscribe = 10,

    /// <summary>Server to client: unsubscribe acknowledgment.</summary>
    UnsubAck = 11,

    /// <summary>Client to server: ping request.</summary>
    PingReq = 12,

    /// <summary>Server to client: ping response.</summary>
    PingResp = 13,

    /// <summary>Both ways in 5.0, client to server before: the connection ends.</summary>
    Disconnect = 14,

    /// <summary>Both ways, 5.0 only: authentication exchange.</summary>
    Auth = 15,
}
