using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>
/// Reads PUBLISH (MQTT 5.0, 3.3): Topic Name, Packet Identifier (QoS 1 and 2), Properties (5.0), payload up to the end. The hot path: a
/// view over the receive buffer, no allocation. <see cref="PublishEncoder"/> writes it.
/// </summary>
public static class PublishCodec
{
    /// <summary>Reads the body of a PUBLISH that a client sent.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="flags">The low four bits of the first byte.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="view">The packet; default with an error.</param>
    /// <returns>0x81, 0x82, 0x94, 0x95 or none. The content of the Topic Name is not judged here.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, byte flags, ProtocolVersion version, out PublishView view)
    {
        return TryRead(body, flags, version, Sender.Client, out view);
    }

    /// <summary>Reads the body of a PUBLISH.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="flags">The low four bits of the first byte.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="sender">Only a server may send Subscription Identifiers [MQTT-3.3.4-6].</param>
    /// <param name="view">The packet; default with an error.</param>
    /// <returns>0x81, 0x82, 0x94, 0x95 or none. The content of the Topic Name is not judged here.</returns>
    public static PacketError TryRead(
        ReadOnlySpan<byte> body, byte flags, ProtocolVersion version, Sender sender, out PublishView view)
    {
        view = default;
        int qos = (flags >> 1) & 3;
        if (qos == 3)
        {
            return PacketError.Malformed("QoS is 3"); // [MQTT-3.3.1-4]
        }

        if (qos == 0 && (flags & 0x08) != 0)
        {
            return PacketError.Malformed("DUP with QoS 0"); // [MQTT-3.3.1-2]
        }

        var reader = new MqttReader(body);
        if (!reader.TryReadUInt16(out ushort topicLength) || !reader.TryReadBytes(topicLength, out _))
        {
            return PacketErrors.CutShort;
        }

        ushort packetId = 0;
        if (qos != 0)
        {
            if (!reader.TryReadUInt16(out packetId))
            {
                return PacketErrors.CutShort;
            }

            if (packetId == 0)
            {
                return PacketErrors.PacketIdIsZero;
            }
        }

        PublishProperties properties = default;
        if (version == ProtocolVersion.V5)
        {
            PacketError error = PublishProperties.TryRead(ref reader, sender, out properties);
            if (error.IsError)
            {
                return error;
            }
        }

        if (topicLength == 0 && properties.TopicAlias == 0)
        {
            return PacketError.Protocol("the Topic Name is empty and no Topic Alias stands for it"); // [MQTT-4.7.3-1]
        }

        view = new PublishView
        {
            Body = body,
            Flags = flags,
            TopicLength = topicLength,
            PacketId = packetId,
            TopicAliasOrZero = properties.TopicAlias,
            MessageExpiryInterval = properties.MessageExpiryInterval,
            PayloadFormat = properties.PayloadFormat,
            PropertiesOffset = reader.Position - properties.Length,
            PropertiesLength = properties.Length,
            ForwardedPropertiesLength = properties.ForwardedLength,
            PayloadOffset = reader.Position,
        };
        return PacketError.None;
    }
}
