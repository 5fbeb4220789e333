using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>Writes PUBLISH (MQTT 5.0, 3.3) from an <see cref="OutgoingPublish"/> or a <see cref="PublishPacket"/>.</summary>
public static class PublishEncoder
{
    /// <summary>The size of the whole frame.</summary>
    /// <param name="publish">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(in OutgoingPublish publish, ProtocolVersion version)
    {
        return Measure(publish, version).Size;
    }

    /// <summary>The lengths of the packet, for those who make room for it first and write it then.</summary>
    /// <param name="publish">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>To be given to <see cref="Write(Span{byte}, in OutgoingPublish, in PublishLayout)"/> with the same packet.</returns>
    public static PublishLayout Measure(in OutgoingPublish publish, ProtocolVersion version)
    {
        int size = 2 + publish.Topic.Length + (publish.QoS == QoS.AtMostOnce ? 0 : 2) + publish.Payload.Length;
        if (version != ProtocolVersion.V5)
        {
            return new PublishLayout(size, PublishLayout.NoPropertyLength);
        }

        int properties = GetPropertiesSize(publish);
        return new PublishLayout(size + Framing.VariableByteInteger.GetSize(properties) + properties, properties);
    }

    /// <summary>The size of everything before the payload.</summary>
    /// <param name="publish">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>Bytes.</returns>
    public static int GetHeaderSize(in OutgoingPublish publish, ProtocolVersion version)
    {
        return GetSize(publish, version) - publish.Payload.Length;
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize(in OutgoingPublish, ProtocolVersion)"/> bytes.</param>
    /// <param name="publish">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, in OutgoingPublish publish, ProtocolVersion version)
    {
        return Write(destination, publish, Measure(publish, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="PublishLayout.Size"/> bytes.</param>
    /// <param name="publish">The packet.</param>
    /// <param name="layout">What <see cref="Measure"/> said of it.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, in OutgoingPublish publish, in PublishLayout layout)
    {
        int header = WriteHeader(destination, publish, layout);
        publish.Payload.CopyTo(destination[header..]);
        return header + publish.Payload.Length;
    }

    /// <summary>Writes everything before the payload, so that a large payload can be sent from where it is.</summary>
    /// <param name="destination">Room for <see cref="GetHeaderSize"/> bytes.</param>
    /// <param name="publish">The packet; its payload only counts.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>The bytes written.</returns>
    public static int WriteHeader(Span<byte> destination, in OutgoingPublish publish, ProtocolVersion version)
    {
        return WriteHeader(destination, publish, Measure(publish, version));
    }

    /// <summary>Where the Packet Identifier stands in the frame, for patching a copy that is encoded once for many receivers.</summary>
    /// <param name="publish">The packet; QoS 1 or 2.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>Offset from the first byte of the frame.</returns>
    public static int GetPacketIdOffset(in OutgoingPublish publish, ProtocolVersion version)
    {
        int body = Measure(publish, version).Body;
        return FrameEncoding.SizeOf(body) - body + 2 + publish.Topic.Length;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(PublishPacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize(PublishPacket, ProtocolVersion)"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the receiver.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, PublishPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte(packet.Dup, packet.QoS, packet.Retain), GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static byte FirstByte(bool dup, QoS qos, bool retain)
    {
        return (byte)(((int)PacketType.Publish << 4) | (dup ? 8 : 0) | ((int)qos << 1) | (retain ? 1 : 0));
    }

    private static int WriteHeader(Span<byte> destination, in OutgoingPublish publish, in PublishLayout layout)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte(publish.Dup, publish.QoS, publish.Retain), layout.Body);
        writer.WriteBinary(publish.Topic);
        if (publish.QoS != QoS.AtMostOnce)
        {
            writer.WriteUInt16(publish.PacketId);
        }

        if (layout.Properties == 0)
        {
            writer.WriteByte(0);
        }
        else if (layout.Properties != PublishLayout.NoPropertyLength)
        {
            writer.WriteVariableByteInteger(layout.Properties);
            WriteProperties(ref writer, publish);
        }

        return writer.Position;
    }

    private static int GetPropertiesSize(in OutgoingPublish publish)
    {
        if (publish.MessageExpiryInterval is null && publish.TopicAlias == 0 && publish.SubscriptionIdentifiers.IsEmpty)
        {
            return publish.ForwardedProperties.Length;
        }

        var size = new MqttSizer();
        WriteProperties(ref size, publish);
        return size.Length;
    }

    private static void WriteProperties<TSink>(ref TSink sink, in OutgoingPublish publish)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.MessageExpiryInterval, publish.MessageExpiryInterval);
        sink.WriteProperty(PropertyId.TopicAlias, publish.TopicAlias == 0 ? null : publish.TopicAlias);
        foreach (uint identifier in publish.SubscriptionIdentifiers)
        {
            sink.WriteProperty(PropertyId.SubscriptionIdentifier, identifier);
        }

        sink.WriteBytes(publish.ForwardedProperties);
    }

    private static int GetBodySize(PublishPacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, PublishPacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteString(packet.Topic);
        if (packet.QoS != QoS.AtMostOnce)
        {
            sink.WriteUInt16(packet.PacketId);
        }

        if (version == ProtocolVersion.V5)
        {
            var size = new MqttSizer();
            WriteProperties(ref size, packet);
            sink.WriteVariableByteInteger(size.Length);
            WriteProperties(ref sink, packet);
        }

        sink.WriteBytes(packet.Payload.Span);
    }

    private static void WriteProperties<TSink>(ref TSink sink, PublishPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.MessageExpiryInterval, packet.MessageExpiryInterval);
        sink.WriteProperty(PropertyId.TopicAlias, packet.TopicAlias);
        for (int i = 0; i < packet.SubscriptionIdentifiers.Count; i++)
        {
            sink.WriteProperty(PropertyId.SubscriptionIdentifier, packet.SubscriptionIdentifiers[i]);
        }

        packet.MessageProperties.Write(ref sink);
    }
}
