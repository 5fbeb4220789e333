using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>AUTH (MQTT 5.0, 3.15): Reason Code and Properties; both may be omitted when it is Success without properties.</summary>
public static class AuthCodec
{
    private const byte FirstByte = (byte)PacketType.Auth << 4;

    /// <summary>Reads the body of an AUTH.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection; MQTT 3.x has no AUTH.</param>
    /// <param name="sender">Who sent it: the Reason Codes differ.</param>
    /// <param name="packet">The packet; null with an error.</param>
    /// <returns>0x81, 0x82, 0x95 or none.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, Sender sender, out AuthPacket packet)
    {
        packet = null!;
        if (version != ProtocolVersion.V5)
        {
            return PacketError.Malformed("AUTH does not exist before MQTT 5.0");
        }

        PacketKinds kind = sender == Sender.Client ? PacketKinds.AuthFromClient : PacketKinds.AuthFromServer;
        var reader = new MqttReader(body);
        _ = reader.TryReadByte(out byte code); // 3.15.2.1: no byte means 0x00
        var reason = (ReasonCode)code;
        if (!ReasonCodeRules.IsAllowed(reason, kind))
        {
            return PacketErrors.ReasonCodeNotAllowed; // [MQTT-3.15.2-1], [MQTT-4.12.0-3]
        }

        PropertyBlock properties = default;
        if (!body.IsEmpty)
        {
            PacketError error = PropertyBlock.TryRead(ref reader, kind, out properties);
            if (error.IsError)
            {
                return error;
            }

            if (!properties.Has(PropertyId.AuthenticationMethod))
            {
                return PacketError.Protocol("AUTH without an Authentication Method"); // 3.15.2.2.2
            }
        }

        if (!reader.IsAtEnd)
        {
            return PacketErrors.TrailingBytes;
        }

        packet = new AuthPacket
        {
            ReasonCode = reason,
            AuthenticationMethod = properties.Text(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Data(PropertyId.AuthenticationData),
            ReasonString = properties.Text(PropertyId.ReasonString),
            UserProperties = properties.UserProperties(),
        };
        return PacketError.None;
    }

    /// <summary>The size of the whole frame in its shortest form.</summary>
    /// <param name="packet">The packet.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(AuthPacket packet)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet));
    }

    /// <summary>Writes the whole frame in its shortest form.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, AuthPacket packet)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet));
        WriteBody(ref writer, packet);
        return writer.Position;
    }

    private static int GetBodySize(AuthPacket packet)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, AuthPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        var size = new MqttSizer();
        WriteProperties(ref size, packet);
        if (size.Length == 0 && packet.ReasonCode == ReasonCode.Success)
        {
            return;
        }

        sink.WriteByte((byte)packet.ReasonCode);
        sink.WriteVariableByteInteger(size.Length);
        WriteProperties(ref sink, packet);
    }

    private static void WriteProperties<TSink>(ref TSink sink, AuthPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        sink.WriteProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        sink.WriteProperty(PropertyId.ReasonString, packet.ReasonString);
        sink.WriteUserProperties(packet.UserProperties);
    }
}
