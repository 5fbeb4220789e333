using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>UNSUBACK (MQTT 5.0, 3.11): Packet Identifier, then in 5.0 Properties and one Reason Code per filter.</summary>
public static class UnsubAckCodec
{
    private const byte FirstByte = (byte)PacketType.UnsubAck << 4;

    /// <summary>Reads the body of an UNSUBACK.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x81, 0x82, 0x95 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out UnsubAckPacket packet)
    {
        packet = null!;
        var reader = new MqttReader(body);
        PacketError error = AckList.TryReadStart(ref reader, PacketKinds.UnsubAck, version, out ushort packetId, out PropertyBlock properties);
        if (error.IsError)
        {
            return error;
        }

        ReasonCode[] codes = [];
        if (version == ProtocolVersion.V5)
        {
            error = AckList.TryReadReasonCodes(ref reader, PacketKinds.UnsubAck, version, out codes);
        }
        else if (!reader.IsAtEnd)
        {
            error = PacketErrors.TrailingBytes;
        }

        if (error.IsError)
        {
            return error;
        }

        packet = new UnsubAckPacket
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
    public static int GetSize(UnsubAckPacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection; MQTT 3.x gets the Packet Identifier only.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, UnsubAckPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static int GetBodySize(UnsubAckPacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, UnsubAckPacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteUInt16(packet.PacketId);
        if (version != ProtocolVersion.V5)
        {
            return;
        }

        AckList.WriteProperties(ref sink, packet.ReasonString, packet.UserProperties);
        for (int i = 0; i < packet.ReasonCodes.Count; i++)
        {
            sink.WriteByte((byte)packet.ReasonCodes[i]);
        }
    }
}
