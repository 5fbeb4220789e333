namespace Gmqtt.Mqtt;

/// <summary>
/// Reason Code (MQTT 5.0, 2.4). Values below 0x80 report success. For MQTT 3.x clients the broker translates:
/// a refused CONNECT to the nearest return code 1 to 5, a refused SUBSCRIBE to 0x80, anything else to a closed connection.
/// </summary>
public enum ReasonCode : byte
{
    /// <summary>Success; also Normal disconnection and Granted QoS 0.</summary>
    Success = 0x00,

    /// <summary>DISCONNECT 0x00: close normally, discard the Will Message.</summary>
    NormalDisconnection = 0x00,

    /// <summary>SUBACK 0x00.</summary>
    GrantedQoS0 = 0x00,

    /// <summary>SUBACK 0x01.</summary>
    GrantedQoS1 = 0x01,

    /// <summary>SUBACK 0x02.</summary>
    GrantedQoS2 = 0x02,

    /// <summary>DISCONNECT 0x04: close, but publish the Will Message.</summary>
    DisconnectWithWillMessage = 0x04,

    /// <summary>PUBACK, PUBREC 0x10: accepted, but nobody subscribes.</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>UNSUBACK 0x11: there was no such subscription.</summary>
    NoSubscriptionExisted = 0x11,

    /// <summary>AUTH 0x18: the exchange goes on.</summary>
    ContinueAuthentication = 0x18,

    /// <summary>AUTH 0x19: the client starts a re-authentication.</summary>
    ReAuthenticate = 0x19,

    /// <summary>0x80: refused, and the sender does not say why.</summary>
    UnspecifiedError = 0x80,

    /// <summary>0x81: the packet cannot be parsed.</summary>
    MalformedPacket = 0x81,

    /// <summary>0x82: the packet is well formed but not allowed here.</summary>
    ProtocolError = 0x82,

    /// <summary>0x83: valid, but this implementation does not accept it.</summary>
    ImplementationSpecificError = 0x83,

    /// <summary>0x84: CONNACK only.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>0x85: CONNACK only.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>0x86: CONNACK only.</summary>
    BadUserNameOrPassword = 0x86,

    /// <summary>0x87: the client may not do this.</summary>
    NotAuthorized = 0x87,

    /// <summary>0x88: CONNACK only.</summary>
    ServerUnavailable = 0x88,

    /// <summary>0x89: try again later.</summary>
    ServerBusy = 0x89,

    /// <summary>0x8A: CONNACK only; an administrator banned this client.</summary>
    Banned = 0x8A,

    /// <summary>0x8B: DISCONNECT only.</summary>
    ServerShuttingDown = 0x8B,

    /// <summary>0x8C: the authentication method is unknown or does not fit.</summary>
    BadAuthenticationMethod = 0x8C,

    /// <summary>0x8D: nothing was received for one and a half times the Keep Alive.</summary>
    KeepAliveTimeout = 0x8D,

    /// <summary>0x8E: another connection uses the same Client Identifier.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>0x8F: well formed, but not accepted.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>0x90: well formed, but not accepted.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>0x91: the Packet Identifier is already in use.</summary>
    PacketIdentifierInUse = 0x91,

    /// <summary>0x92: PUBREL, PUBCOMP only.</summary>
    PacketIdentifierNotFound = 0x92,

    /// <summary>0x93: more unacknowledged QoS 1 and 2 messages than Receive Maximum allows.</summary>
    ReceiveMaximumExceeded = 0x93,

    /// <summary>0x94: Topic Alias 0 or above the maximum.</summary>
    TopicAliasInvalid = 0x94,

    /// <summary>0x95: larger than Maximum Packet Size.</summary>
    PacketTooLarge = 0x95,

    /// <summary>0x96: too many messages in too short a time.</summary>
    MessageRateTooHigh = 0x96,

    /// <summary>0x97: a limit of the server or an administrator is reached.</summary>
    QuotaExceeded = 0x97,

    /// <summary>0x98: an administrator closed the connection.</summary>
    AdministrativeAction = 0x98,

    /// <summary>0x99: the payload does not match its Payload Format Indicator.</summary>
    PayloadFormatInvalid = 0x99,

    /// <summary>0x9A: retained messages are not supported.</summary>
    RetainNotSupported = 0x9A,

    /// <summary>0x9B: the QoS is above the server's Maximum QoS.</summary>
    QoSNotSupported = 0x9B,

    /// <summary>0x9C: temporarily use the server named in Server Reference.</summary>
    UseAnotherServer = 0x9C,

    /// <summary>0x9D: permanently use the server named in Server Reference.</summary>
    ServerMoved = 0x9D,

    /// <summary>0x9E: shared subscriptions are not supported for this client.</summary>
    SharedSubscriptionsNotSupported = 0x9E,

    /// <summary>0x9F: too many connections in too short a time.</summary>
    ConnectionRateExceeded = 0x9F,

    /// <summary>0xA0: the maximum connection time is over.</summary>
    MaximumConnectTime = 0xA0,

    /// <summary>0xA1: subscription identifiers are not supported.</summary>
    SubscriptionIdentifiersNotSupported = 0xA1,

    /// <summary>0xA2: wildcard subscriptions are not supported.</summary>
    WildcardSubscriptionsNotSupported = 0xA2,
}
