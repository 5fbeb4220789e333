using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>
/// DISCONNECT (MQTT 5.0, 3.14): in 5.0 a Reason Code that may be omitted when it is 0x00 without properties, and Properties that may be
/// omitted when there are none; empty in MQTT 3.x.
/// </summary>
public static class DisconnectCodec
{
    private const byte FirstByte = (byte)PacketType.Disconnect << 4;

    /// <summary>Reads the body of a DISCONNECT.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="sender">Who sent it: codes and properties differ.</param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x81, 0x82, 0x95 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, Sender sender, out DisconnectPacket packet)
    {
        packet = null!;
        if (version != ProtocolVersion.V5 && !body.IsEmpty)
        {
            return PacketErrors.TrailingBytes;
        }

        PacketKinds kind = sender == Sender.Client ? PacketKinds.DisconnectFromClient : PacketKinds.DisconnectFromServer;
        var reader = new MqttReader(body);
        _ = reader.TryReadByte(out byte code); // 3.14.2.1: no byte means 0x00
        var reason = (ReasonCode)code;
        if (!ReasonCodeRules.IsAllowed(reason, kind))
        {
            return PacketErrors.ReasonCodeNotAllowed; // [MQTT-3.14.2-1]
        }

        PropertyBlock properties = default;
        if (!reader.IsAtEnd)
        {
            PacketError error = PropertyBlock.TryRead(ref reader, kind, out properties);
            if (error.IsError)
            {
                return error;
            }
        }

        if (!reader.IsAtEnd)
        {
            return PacketErrors.TrailingBytes;
        }

        packet = new DisconnectPacket
        {
            ReasonCode = reason,
            SessionExpiryInterval = properties.UInt32(PropertyId.SessionExpiryInterval),
            ReasonString = properties.Text(PropertyId.ReasonString),
            ServerReference = properties.Text(PropertyId.ServerReference),
            UserProperties = properties.UserProperties(),
        };
        return PacketError.None;
    }

    /// <summary>The size of the whole frame in its shortest form.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(DisconnectPacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame in its shortest form.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection; MQTT 3.x drops everything.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, DisconnectPacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static int GetBodySize(DisconnectPacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, DisconnectPacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        if (version != ProtocolVersion.V5)
        {
            return;
        }

        var size = new MqttSizer();
        WriteProperties(ref size, packet);
        if (size.Length > 0)
        {
            sink.WriteByte((byte)packet.ReasonCode);
            sink.WriteVariableByteInteger(size.Length);
            WriteProperties(ref sink, packet);
        }
        else if (packet.ReasonCode != ReasonCode.NormalDisconnection)
        {
            sink.WriteByte((byte)packet.ReasonCode);
        }
    }

    private static void WriteProperties<TSink>(ref TSink sink, DisconnectPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        sink.WriteProperty(PropertyId.ReasonString, packet.ReasonString);
        sink.WriteProperty(PropertyId.ServerReference, packet.ServerReference);
        sink.WriteUserProperties(packet.UserProperties);
    }
}
