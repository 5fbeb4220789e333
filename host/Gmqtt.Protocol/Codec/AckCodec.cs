using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>
/// PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5.0, 3.4 to 3.7): Packet Identifier, then in 5.0 a Reason Code that may be omitted when it is
/// Success without properties, and Properties that may be omitted when there are none.
/// </summary>
public static class AckCodec
{
    /// <summary>Size of the frame without Reason Code; the only form of MQTT 3.x.</summary>
    public const int ShortSize = 4;

    /// <summary>Reads the body.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="type">PubAck, PubRec, PubRel or PubComp.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">The packet; allocates only for a Reason String or User Properties.</param>
    /// <returns>0x81, 0x82 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out AckPacket packet)
    {
        packet = default;
        var reader = new MqttReader(body);
        if (!reader.TryReadUInt16(out ushort packetId))
        {
            return PacketErrors.CutShort;
        }

        if (packetId == 0)
        {
            return PacketErrors.PacketIdIsZero;
        }

        if (reader.IsAtEnd)
        {
            packet = new AckPacket(packetId);
            return PacketError.None;
        }

        return version == ProtocolVersion.V5
            ? TryReadReason(ref reader, KindOf(type), packetId, out packet)
            : PacketErrors.TrailingBytes;
    }

    /// <summary>The size of the whole frame in its shortest form.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(in AckPacket packet, ProtocolVersion version)
    {
        return IsShort(packet, version) ? ShortSize : FrameEncoding.SizeOf(GetBodySize(packet));
    }

    /// <summary>Writes the whole frame in its shortest form.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="type">PubAck, PubRec, PubRel or PubComp.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection; MQTT 3.x drops all but the Packet Identifier.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, PacketType type, in AckPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        var firstByte = (byte)(((int)type << 4) | (type == PacketType.PubRel ? 2 : 0));
        if (IsShort(packet, version))
        {
            writer.WriteFixedHeader(firstByte, 2);
            writer.WriteUInt16(packet.PacketId);
            return writer.Position;
        }

        writer.WriteFixedHeader(firstByte, GetBodySize(packet));
        WriteBody(ref writer, packet);
        return writer.Position;
    }

    private static PacketError TryReadReason(ref MqttReader reader, PacketKinds kind, ushort packetId, out AckPacket packet)
    {
        packet = default;
        _ = reader.TryReadByte(out byte code);
        var reason = (ReasonCode)code;
        if (!ReasonCodeRules.IsAllowed(reason, kind))
        {
            return PacketErrors.ReasonCodeNotAllowed; // [MQTT-3.4.2-1], [MQTT-3.5.2-1], [MQTT-3.6.2-1], [MQTT-3.7.2-1]
        }

        if (reader.IsAtEnd)
        {
            packet = new AckPacket(packetId, reason);
            return PacketError.None;
        }

        PacketError error = PropertyBlock.TryRead(ref reader, kind, out PropertyBlock properties);
        if (error.IsError)
        {
            return error;
        }

        if (!reader.IsAtEnd)
        {
            return PacketErrors.TrailingBytes;
        }

        packet = properties.IsEmpty
            ? new AckPacket(packetId, reason)
            : new AckPacket(packetId, reason, properties.Text(PropertyId.ReasonString), properties.UserProperties());
        return PacketError.None;
    }

    private static PacketKinds KindOf(PacketType type)
    {
        return type switch
        {
            PacketType.PubAck => PacketKinds.PubAck,
            PacketType.PubRec => PacketKinds.PubRec,
            PacketType.PubRel => PacketKinds.PubRel,
            _ => PacketKinds.PubComp,
        };
    }

    private static bool HasProperties(in AckPacket packet)
    {
        return packet.ReasonString is not null || packet.UserProperties is { Count: > 0 };
    }

    private static bool IsShort(in AckPacket packet, ProtocolVersion version)
    {
        return version != ProtocolVersion.V5 || (packet.ReasonCode == ReasonCode.Success && !HasProperties(packet));
    }

    private static int GetBodySize(in AckPacket packet)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, in AckPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteUInt16(packet.PacketId);
        sink.WriteByte((byte)packet.ReasonCode);
        if (!HasProperties(packet))
        {
            return;
        }

        var size = new MqttSizer();
        WriteProperties(ref size, packet);
        sink.WriteVariableByteInteger(size.Length);
        WriteProperties(ref sink, packet);
    }

    private static void WriteProperties<TSink>(ref TSink sink, in AckPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.ReasonString, packet.ReasonString);
        sink.WriteUserProperties(packet.UserProperties ?? []);
    }
}
