using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>SUBACK (MQTT 5.0, 3.9): Packet Identifier, Properties (5.0), one Reason Code per filter.</summary>
public static class SubAckCodec
{
    private const byte FirstByte = (byte)PacketType.SubAck << 4;

    /// <summary>Reads the body of a SUBACK.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x81, 0x82, 0x95 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out SubAckPacket packet)
    {
        packet = null!;
        var reader = new MqttReader(body);
        PacketError error = AckList.TryReadStart(ref reader, PacketKinds.SubAck, version, out ushort packetId, out PropertyBlock properties);
        if (error.IsError)
        {
            return error;
        }

        error = AckList.TryReadReasonCodes(ref reader, PacketKinds.SubAck, version, out ReasonCode[] codes);
        if (error.IsError)
        {
            return error;
        }

        packet = new SubAckPacket
        {
            PacketId = packetId,
            ReasonCodes = codes,
            ReasonString = properties.Text(PropertyId.ReasonString),
            UserProperties = properties.UserProperties(),
        };
        return PacketError.None;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(SubAckPacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection; MQTT 3.x gets 0x80 for every failure.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, SubAckPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static int GetBodySize(SubAckPacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, SubAckPacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteUInt16(packet.PacketId);
        if (version == ProtocolVersion.V5)
        {
            AckList.WriteProperties(ref sink, packet.ReasonString, packet.UserProperties);
        }

        for (int i = 0; i < packet.ReasonCodes.Count; i++)
        {
            // 3.1.1: [MQTT-3.9.3-2] knows one failure only.
            byte code = (byte)packet.ReasonCodes[i];
            sink.WriteByte(version != ProtocolVersion.V5 && code > 0x80 ? (byte)0x80 : code);
        }
    }
}
