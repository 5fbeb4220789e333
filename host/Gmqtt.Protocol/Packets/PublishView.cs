using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;

namespace Gmqtt.Protocol.Packets;

/// <summary>
/// PUBLISH (MQTT 5.0, 3.3) over the receive buffer: nothing is copied and nothing is allocated. Valid until the buffer is released.
/// Everything but the Topic Name's content has been checked; that is <see cref="Topics.TopicName.Validate(ReadOnlySpan{byte}, in Topics.TopicLimits)"/>,
/// so that a broker can skip it for a name it has just seen.
/// </summary>
public readonly ref struct PublishView
{
    internal byte Flags { get; init; }

    internal ushort TopicAliasOrZero { get; init; }

    /// <summary>The body all offsets refer to.</summary>
    public ReadOnlySpan<byte> Body { get; internal init; }

    /// <summary>DUP.</summary>
    public bool Dup => (Flags & 0x08) != 0;

    /// <summary>Quality of Service.</summary>
    public QoS QoS => (QoS)((Flags >> 1) & 0x03);

    /// <summary>RETAIN.</summary>
    public bool Retain => (Flags & 0x01) != 0;

    /// <summary>Where the Topic Name starts in the body.</summary>
    public static int TopicOffset => 2;

    /// <summary>Bytes of the Topic Name; 0 when a Topic Alias stands for it.</summary>
    public int TopicLength { get; internal init; }

    /// <summary>The Topic Name, its content not yet checked.</summary>
    public ReadOnlySpan<byte> Topic => Body.Slice(TopicOffset, TopicLength);

    /// <summary>Packet Identifier; 0 with QoS 0.</summary>
    public ushort PacketId { get; internal init; }

    /// <summary>Topic Alias, never 0.</summary>
    public ushort? TopicAlias => TopicAliasOrZero == 0 ? null : TopicAliasOrZero;

    /// <summary>Message Expiry Interval in seconds.</summary>
    public uint? MessageExpiryInterval { get; internal init; }

    /// <summary>Payload Format Indicator; it is also among the forwarded properties.</summary>
    public PayloadFormat? PayloadFormat { get; internal init; }

    /// <summary>Where the properties start in the body, behind the Property Length.</summary>
    public int PropertiesOffset { get; internal init; }

    /// <summary>Bytes of all properties; 0 in MQTT 3.x.</summary>
    public int PropertiesLength { get; internal init; }

    /// <summary>All properties as received.</summary>
    public ReadOnlySpan<byte> Properties => Body.Slice(PropertiesOffset, PropertiesLength);

    /// <summary>
    /// Bytes of the properties that a server passes on unaltered: Payload Format Indicator, Content Type, Response Topic, Correlation
    /// Data, User Properties.
    /// </summary>
    public int ForwardedPropertiesLength { get; internal init; }

    /// <summary>True when <see cref="Properties"/> holds nothing else, so that it can be forwarded as it is.</summary>
    public bool ForwardsAllProperties => ForwardedPropertiesLength == PropertiesLength;

    /// <summary>Where the payload starts in the body.</summary>
    public int PayloadOffset { get; internal init; }

    /// <summary>The application message.</summary>
    public ReadOnlySpan<byte> Payload => Body[PayloadOffset..];

    /// <summary>
    /// Copies the forwarded properties, original bytes in original order [MQTT-3.3.2-4], [MQTT-3.3.2-15] to [MQTT-3.3.2-18],
    /// [MQTT-3.3.2-20].
    /// </summary>
    /// <param name="destination">Room for <see cref="ForwardedPropertiesLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public int CopyForwardedProperties(Span<byte> destination)
    {
        if (ForwardsAllProperties)
        {
            Properties.CopyTo(destination);
            return PropertiesLength;
        }

        int written = 0;
        var walk = new PropertyReader(Properties, PacketKinds.PublishFromServer);
        while (walk.TryNext(out Property property))
        {
            if (property.Id is PropertyId.TopicAlias or PropertyId.MessageExpiryInterval or PropertyId.SubscriptionIdentifier)
            {
                continue;
            }

            property.Raw.CopyTo(destination[written..]);
            written += property.Raw.Length;
        }

        return written;
    }

    /// <summary>Copies everything into an object that outlives the buffer. The Topic Name must have been validated.</summary>
    /// <returns>The packet.</returns>
    public PublishPacket ToPacket()
    {
        _ = PropertyBlock.TryRead(Properties, PacketKinds.PublishFromServer, out PropertyBlock properties);
        MessageProperties message = MessageProperties.From(properties);
        return new PublishPacket
        {
            Topic = Encoding.UTF8.GetString(Topic),
            Payload = Payload.ToArray(),
            QoS = QoS,
            Retain = Retain,
            Dup = Dup,
            PacketId = PacketId,
            TopicAlias = TopicAlias,
            MessageExpiryInterval = MessageExpiryInterval,
            PayloadFormat = PayloadFormat,
            ContentType = message.ContentType,
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData,
            UserProperties = message.UserProperties ?? [],
            SubscriptionIdentifiers = properties.SubscriptionIdentifiers(),
        };
    }
}
