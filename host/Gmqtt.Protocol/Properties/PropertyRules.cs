namespace Gmqtt.Protocol.Properties;

/// <summary>
/// The one table of all properties (MQTT 5.0, table 2-4): data type, the packets that may carry it, where it may repeat, what the value
/// must be. Reading and writing both ask it; no other place knows a property's type.
/// </summary>
public static class PropertyRules
{
    /// <summary>Most User Properties in one packet; more is an attack on the receiver's memory and time.</summary>
    public const int MaximumUserProperties = 64;

    /// <summary>Most bytes that the User Properties of one packet take on the wire.</summary>
    public const int MaximumUserPropertyBytes = 16_384;

    /// <summary>One more than the highest identifier.</summary>
    internal const int Count = (int)PropertyId.SharedSubscriptionAvailable + 1;

    private const PacketKinds Explaining = PacketKinds.ConnAck | PacketKinds.PublishAcknowledgments | PacketKinds.SubAck
        | PacketKinds.UnsubAck | PacketKinds.Disconnect | PacketKinds.Auth;

    private const PacketKinds Message = PacketKinds.Publish | PacketKinds.Will;
    private const PacketKinds Settings = PacketKinds.Connect | PacketKinds.ConnAck;

    private static readonly PropertyRule[] Rows =
    [
        new(PropertyId.PayloadFormatIndicator, PropertyType.Byte, Message, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.MessageExpiryInterval, PropertyType.FourByteInteger, Message),
        new(PropertyId.ContentType, PropertyType.Utf8String, Message),
        new(PropertyId.ResponseTopic, PropertyType.Utf8String, Message, Limit: PropertyLimit.TopicName),
        new(PropertyId.CorrelationData, PropertyType.BinaryData, Message),
        new(PropertyId.SubscriptionIdentifier, PropertyType.VariableByteInteger, PacketKinds.Subscribe | PacketKinds.PublishFromServer, RepeatsIn: PacketKinds.PublishFromServer, Limit: PropertyLimit.NotZero),
        new(PropertyId.SessionExpiryInterval, PropertyType.FourByteInteger, Settings | PacketKinds.DisconnectFromClient),
        new(PropertyId.AssignedClientIdentifier, PropertyType.Utf8String, PacketKinds.ConnAck),
        new(PropertyId.ServerKeepAlive, PropertyType.TwoByteInteger, PacketKinds.ConnAck),
        new(PropertyId.AuthenticationMethod, PropertyType.Utf8String, Settings | PacketKinds.Auth),
        new(PropertyId.AuthenticationData, PropertyType.BinaryData, Settings | PacketKinds.Auth),
        new(PropertyId.RequestProblemInformation, PropertyType.Byte, PacketKinds.Connect, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.WillDelayInterval, PropertyType.FourByteInteger, PacketKinds.Will),
        new(PropertyId.RequestResponseInformation, PropertyType.Byte, PacketKinds.Connect, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.ResponseInformation, PropertyType.Utf8String, PacketKinds.ConnAck),
        new(PropertyId.ServerReference, PropertyType.Utf8String, PacketKinds.ConnAck | PacketKinds.DisconnectFromServer),
        new(PropertyId.ReasonString, PropertyType.Utf8String, Explaining),
        new(PropertyId.ReceiveMaximum, PropertyType.TwoByteInteger, Settings, Limit: PropertyLimit.NotZero),
        new(PropertyId.TopicAliasMaximum, PropertyType.TwoByteInteger, Settings),
        new(PropertyId.TopicAlias, PropertyType.TwoByteInteger, PacketKinds.Publish, Limit: PropertyLimit.NotZero),
        new(PropertyId.MaximumQoS, PropertyType.Byte, PacketKinds.ConnAck, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.RetainAvailable, PropertyType.Byte, PacketKinds.ConnAck, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.UserProperty, PropertyType.Utf8StringPair, PacketKinds.All, RepeatsIn: PacketKinds.All),
        new(PropertyId.MaximumPacketSize, PropertyType.FourByteInteger, Settings, Limit: PropertyLimit.NotZero),
        new(PropertyId.WildcardSubscriptionAvailable, PropertyType.Byte, PacketKinds.ConnAck, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.SubscriptionIdentifierAvailable, PropertyType.Byte, PacketKinds.ConnAck, Limit: PropertyLimit.ZeroOrOne),
        new(PropertyId.SharedSubscriptionAvailable, PropertyType.Byte, PacketKinds.ConnAck, Limit: PropertyLimit.ZeroOrOne),
    ];

    private static readonly PropertyRule[] ById = Index();

    /// <summary>All 27 properties, by identifier.</summary>
    public static IReadOnlyList<PropertyRule> All => Rows;

    /// <summary>The row of a property.</summary>
    /// <param name="id">Any number, as read from the wire.</param>
    /// <returns>A row whose type is <see cref="PropertyType.None"/> when there is no such property.</returns>
    public static PropertyRule Find(int id)
    {
        return (uint)id < (uint)ById.Length ? ById[id] : default;
    }

    private static PropertyRule[] Index()
    {
        var byId = new PropertyRule[Count];
        foreach (PropertyRule row in Rows)
        {
            byId[(int)row.Id] = row;
        }

        return byId;
    }
}
