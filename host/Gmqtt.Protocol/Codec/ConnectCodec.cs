using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>
/// CONNECT (MQTT 5.0, 3.1).
/// <code>
/// Protocol Name, Protocol Level, Connect Flags, Keep Alive, Properties (5.0)
/// Client Identifier, [Will Properties (5.0), Will Topic, Will Payload], [User Name], [Password]   [MQTT-3.1.3-1]
/// </code>
/// </summary>
public static class ConnectCodec
{
    private const byte FirstByte = (byte)PacketType.Connect << 4;

    private static ReadOnlySpan<byte> NameSince311 => "MQTT"u8;

    private static ReadOnlySpan<byte> NameOf31 => "MQIsdp"u8;

    /// <summary>Reads the body of a CONNECT.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="limits">Limits for the Will Topic.</param>
    /// <param name="version">
    /// In which form a refusal is to be answered, also when the packet is wrong: null when the protocol name is not MQTT's and the
    /// connection is closed without an answer; 3.1.1 for a level this library does not know, whose answer is return code 0x01.
    /// </param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x84 for an unknown protocol, else 0x81, 0x82, 0x90 or none.</returns>
    public static PacketError TryRead(
        ReadOnlySpan<byte> body, in TopicLimits limits, out ProtocolVersion? version, out ConnectPacket packet)
    {
        packet = null!;
        var reader = new MqttReader(body);
        PacketError error = TryReadProtocol(ref reader, out version);
        if (error.IsError)
        {
            return error;
        }

        if (!reader.TryReadByte(out byte flagBits) || !reader.TryReadUInt16(out ushort keepAlive))
        {
            return PacketErrors.CutShort;
        }

        ProtocolVersion known = version.GetValueOrDefault();
        var flags = new ConnectFlags(flagBits);
        error = flags.Judge(known);
        if (error.IsError)
        {
            return error;
        }

        PropertyBlock properties = default;
        if (known == ProtocolVersion.V5)
        {
            error = PropertyBlock.TryRead(ref reader, PacketKinds.Connect, out properties);
            if (error.IsError)
            {
                return error;
            }

            if (properties.Has(PropertyId.AuthenticationData) && !properties.Has(PropertyId.AuthenticationMethod))
            {
                return PacketError.Protocol("Authentication Data without an Authentication Method");
            }
        }

        error = ConnectPayload.TryRead(ref reader, flags, known, limits, out ConnectPayload payload);
        if (error.IsNone)
        {
            packet = Build(known, flags, keepAlive, properties, payload);
        }

        return error;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet; its own version decides the form.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(ConnectPacket packet)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, ConnectPacket packet)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet));
        WriteBody(ref writer, packet);
        return writer.Position;
    }

    private static PacketError TryReadProtocol(ref MqttReader reader, out ProtocolVersion? version)
    {
        version = null;
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> name))
        {
            return PacketErrors.CutShort;
        }

        bool is31 = name.SequenceEqual(NameOf31);
        if (!is31 && !name.SequenceEqual(NameSince311))
        {
            return new PacketError(ReasonCode.UnsupportedProtocolVersion, "the protocol name is not MQTT's"); // [MQTT-3.1.2-1]
        }

        if (!reader.TryReadByte(out byte level))
        {
            return PacketErrors.CutShort;
        }

        version = (is31, level) switch
        {
            (true, 3) => ProtocolVersion.V31,
            (false, 4) => ProtocolVersion.V311,
            (false, 5) => ProtocolVersion.V5,
            _ => null,
        };
        if (version is not null)
        {
            return PacketError.None;
        }

        version = ProtocolVersion.V311;
        return new PacketError(ReasonCode.UnsupportedProtocolVersion, "the protocol version is not supported"); // [MQTT-3.1.2-2]
    }

    private static ConnectPacket Build(
        ProtocolVersion version, ConnectFlags flags, ushort keepAlive, in PropertyBlock properties, in ConnectPayload payload)
    {
        return new ConnectPacket
        {
            Version = version,
            ClientId = payload.ClientId,
            CleanStart = flags.CleanStart,
            KeepAlive = keepAlive,
            Will = payload.Will,
            UserName = payload.UserName,
            Password = payload.Password,
            SessionExpiryInterval = properties.UInt32(PropertyId.SessionExpiryInterval),
            ReceiveMaximum = properties.UInt16(PropertyId.ReceiveMaximum),
            MaximumPacketSize = properties.UInt32(PropertyId.MaximumPacketSize),
            TopicAliasMaximum = properties.UInt16(PropertyId.TopicAliasMaximum),
            RequestResponseInformation = properties.Flag(PropertyId.RequestResponseInformation),
            RequestProblemInformation = properties.Flag(PropertyId.RequestProblemInformation),
            AuthenticationMethod = properties.Text(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Data(PropertyId.AuthenticationData),
            UserProperties = properties.UserProperties(),
        };
    }

    private static int GetBodySize(ConnectPacket packet)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, ConnectPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteBinary(packet.Version == ProtocolVersion.V31 ? NameOf31 : NameSince311);
        sink.WriteByte((byte)packet.Version);
        sink.WriteByte(ConnectFlags.Of(packet).Bits);
        sink.WriteUInt16(packet.KeepAlive);
        if (packet.Version == ProtocolVersion.V5)
        {
            var size = new MqttSizer();
            WriteProperties(ref size, packet);
            sink.WriteVariableByteInteger(size.Length);
            WriteProperties(ref sink, packet);
        }

        ConnectPayload.Write(ref sink, packet);
    }

    private static void WriteProperties<TSink>(ref TSink sink, ConnectPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        sink.WriteProperty(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        sink.WriteProperty(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        sink.WriteProperty(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        sink.WriteProperty(PropertyId.RequestResponseInformation, packet.RequestResponseInformation);
        sink.WriteProperty(PropertyId.RequestProblemInformation, packet.RequestProblemInformation);
        sink.WriteProperty(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        sink.WriteProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        sink.WriteUserProperties(packet.UserProperties);
    }
}
