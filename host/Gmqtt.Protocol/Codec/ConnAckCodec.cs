using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>CONNACK (MQTT 5.0, 3.2): Connect Acknowledge Flags, Reason Code (a return code in MQTT 3.x), Properties (5.0).</summary>
public static class ConnAckCodec
{
    private const byte FirstByte = (byte)PacketType.ConnAck << 4;

    /// <summary>Reads the body of a CONNACK.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the CONNECT.</param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x81, 0x82 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out ConnAckPacket packet)
    {
        packet = null!;
        var reader = new MqttReader(body);
        if (!reader.TryReadByte(out byte flags) || !reader.TryReadByte(out byte code))
        {
            return PacketErrors.CutShort;
        }

        if (flags > 1)
        {
            return PacketError.Malformed("a reserved Connect Acknowledge Flag is set"); // [MQTT-3.2.2-1]
        }

        PropertyBlock properties = default;
        var reason = (ReasonCode)code;
        if (version == ProtocolVersion.V5)
        {
            if (!ReasonCodeRules.IsAllowed(reason, PacketKinds.ConnAck))
            {
                return PacketErrors.ReasonCodeNotAllowed; // [MQTT-3.2.2-8]
            }

            PacketError error = PropertyBlock.TryRead(ref reader, PacketKinds.ConnAck, out properties);
            if (error.IsError)
            {
                return error;
            }
        }
        else if (ConnectReturnCode.ToReasonCode(code) is { } known)
        {
            reason = known;
        }
        else
        {
            return PacketErrors.ReasonCodeNotAllowed;
        }

        if (!reader.IsAtEnd)
        {
            return PacketErrors.TrailingBytes;
        }

        if (flags == 1 && reason != ReasonCode.Success)
        {
            return PacketError.Protocol("Session Present with a refused CONNECT"); // [MQTT-3.2.2-6]
        }

        packet = Build(flags == 1, reason, properties);
        return PacketError.None;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the CONNECT.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(ConnAckPacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet. For MQTT 3.x its Reason Code must have a <see cref="ConnectReturnCode"/>.</param>
    /// <param name="version">The version of the CONNECT.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, ConnAckPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static ConnAckPacket Build(bool sessionPresent, ReasonCode reason, in PropertyBlock properties)
    {
        return new ConnAckPacket
        {
            SessionPresent = sessionPresent,
            ReasonCode = reason,
            SessionExpiryInterval = properties.UInt32(PropertyId.SessionExpiryInterval),
            ReceiveMaximum = properties.UInt16(PropertyId.ReceiveMaximum),
            MaximumQoS = (QoS?)properties.UInt32(PropertyId.MaximumQoS),
            RetainAvailable = properties.Flag(PropertyId.RetainAvailable),
            MaximumPacketSize = properties.UInt32(PropertyId.MaximumPacketSize),
            AssignedClientIdentifier = properties.Text(PropertyId.AssignedClientIdentifier),
            TopicAliasMaximum = properties.UInt16(PropertyId.TopicAliasMaximum),
            ReasonString = properties.Text(PropertyId.ReasonString),
            WildcardSubscriptionAvailable = properties.Flag(PropertyId.WildcardSubscriptionAvailable),
            SubscriptionIdentifierAvailable = properties.Flag(PropertyId.SubscriptionIdentifierAvailable),
            SharedSubscriptionAvailable = properties.Flag(PropertyId.SharedSubscriptionAvailable),
            ServerKeepAlive = properties.UInt16(PropertyId.ServerKeepAlive),
            ResponseInformation = properties.Text(PropertyId.ResponseInformation),
            ServerReference = properties.Text(PropertyId.ServerReference),
            AuthenticationMethod = properties.Text(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Data(PropertyId.AuthenticationData),
            UserProperties = properties.UserProperties(),
        };
    }

    private static int GetBodySize(ConnAckPacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, ConnAckPacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        // MQTT 3.1 has no Session Present: the byte is reserved.
        bool sessionPresent = packet.SessionPresent && version != ProtocolVersion.V31;
        sink.WriteByte(sessionPresent ? (byte)1 : (byte)0);
        if (version != ProtocolVersion.V5)
        {
            sink.WriteByte(ConnectReturnCode.From(packet.ReasonCode)
                ?? throw new ArgumentException("no return code of MQTT 3.x says this", nameof(packet)));
            return;
        }

        sink.WriteByte((byte)packet.ReasonCode);
        var size = new MqttSizer();
        WriteProperties(ref size, packet);
        sink.WriteVariableByteInteger(size.Length);
        WriteProperties(ref sink, packet);
    }

    private static void WriteProperties<TSink>(ref TSink sink, ConnAckPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        sink.WriteProperty(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        sink.WriteProperty(PropertyId.MaximumQoS, (uint?)packet.MaximumQoS);
        sink.WriteProperty(PropertyId.RetainAvailable, packet.RetainAvailable);
        sink.WriteProperty(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        sink.WriteProperty(PropertyId.AssignedClientIdentifier, packet.AssignedClientIdentifier);
        sink.WriteProperty(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        sink.WriteProperty(PropertyId.ReasonString, packet.ReasonString);
        sink.WriteProperty(PropertyId.WildcardSubscriptionAvailable, packet.WildcardSubscriptionAvailable);
        sink.WriteProperty(PropertyId.SubscriptionIdentifierAvailable, packet.SubscriptionIdentifierAvailable);
        sink.WriteProperty(PropertyId.SharedSubscriptionAvailable, packet.SharedSubscriptionAvailable);
        sink.WriteProperty(PropertyId.ServerKeepAlive, packet.ServerKeepAlive);
        sink.WriteProperty(PropertyId.ResponseInformation, packet.ResponseInformation);
        sink.WriteProperty(PropertyId.ServerReference, packet.ServerReference);
        sink.WriteProperty(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        sink.WriteProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        sink.WriteUserProperties(packet.UserProperties);
    }
}
