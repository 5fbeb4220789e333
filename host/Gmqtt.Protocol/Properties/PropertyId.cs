namespace Gmqtt.Protocol.Properties;

/// <summary>Property identifiers (MQTT 5.0, 2.2.2.2).</summary>
public enum PropertyId : byte
{
    /// <summary>Not a property.</summary>
    None = 0x00,

    /// <summary>Payload Format Indicator.</summary>
    PayloadFormatIndicator = 0x01,

    /// <summary>Message Expiry Interval, seconds.</summary>
    MessageExpiryInterval = 0x02,

    /// <summary>Content Type.</summary>
    ContentType = 0x03,

    /// <summary>Response Topic.</summary>
    ResponseTopic = 0x08,

    /// <summary>Correlation Data.</summary>
    CorrelationData = 0x09,

    /// <summary>Subscription Identifier.</summary>
    SubscriptionIdentifier = 0x0B,

    /// <summary>Session Expiry Interval, seconds.</summary>
    SessionExpiryInterval = 0x11,

    /// <summary>Assigned Client Identifier.</summary>
    AssignedClientIdentifier = 0x12,

    /// <summary>Server Keep Alive, seconds.</summary>
    ServerKeepAlive = 0x13,

    /// <summary>Authentication Method.</summary>
    AuthenticationMethod = 0x15,

    /// <summary>Authentication Data.</summary>
    AuthenticationData = 0x16,

    /// <summary>Request Problem Information.</summary>
    RequestProblemInformation = 0x17,

    /// <summary>Will Delay Interval, seconds.</summary>
    WillDelayInterval = 0x18,

    /// <summary>Request Response Information.</summary>
    RequestResponseInformation = 0x19,

    /// <summary>Response Information.</summary>
    ResponseInformation = 0x1A,

    /// <summary>Server Reference.</summary>
    ServerReference = 0x1C,

    /// <summary>Reason String.</summary>
    ReasonString = 0x1F,

    /// <summary>Receive Maximum.</summary>
    ReceiveMaximum = 0x21,

    /// <summary>Topic Alias Maximum.</summary>
    TopicAliasMaximum = 0x22,

    /// <summary>Topic Alias.</summary>
    TopicAlias = 0x23,

    /// <summary>Maximum QoS.</summary>
    MaximumQoS = 0x24,

    /// <summary>Retain Available.</summary>
    RetainAvailable = 0x25,

    /// <summary>User Property, a name and a value.</summary>
    UserProperty = 0x26,

    /// <summary>Maximum Packet Size, bytes.</summary>
    MaximumPacketSize = 0x27,

    /// <summary>Wildcard Subscription Available.</summary>
    WildcardSubscriptionAvailable = 0x28,

    /// <summary>Subscription Identifier Available.</summary>
    SubscriptionIdentifierAvailable = 0x29,

    /// <summary>Shared Subscription Available.</summary>
    SharedSubscriptionAvailable = 0x2A,
}
