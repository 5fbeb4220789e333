using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>The payload of CONNECT (MQTT 5.0, 3.1.3).</summary>
internal readonly record struct ConnectPayload(string ClientId, ConnectWill? Will, string? UserName, ReadOnlyMemory<byte>? Password)
{
    public static PacketError TryRead(
        ref MqttReader reader, ConnectFlags flags, ProtocolVersion version, in TopicLimits limits, out ConnectPayload payload)
    {
        payload = default;
        if (!reader.TryReadString(out string clientId))
        {
            return PacketError.Malformed("the Client Identifier is missing or not valid UTF-8"); // [MQTT-3.1.3-3], [MQTT-3.1.3-4]
        }

        ConnectWill? will = null;
        if (flags.Will)
        {
            PacketError error = ConnectWillCodec.TryRead(ref reader, flags, version, limits, out will);
            if (error.IsError)
            {
                return error;
            }
        }

        string? userName = null;
        if (flags.UserName)
        {
            if (!reader.TryReadString(out string text))
            {
                return PacketError.Malformed("the user name is missing or not valid UTF-8"); // [MQTT-3.1.2-17], [MQTT-3.1.3-12]
            }

            userName = text;
        }

        ReadOnlyMemory<byte>? password = null;
        if (flags.Password)
        {
            if (!reader.TryReadBinary(out ReadOnlySpan<byte> bytes))
            {
                return PacketError.Malformed("the password is missing"); // [MQTT-3.1.2-19]
            }

            password = bytes.ToArray();
        }

        payload = new ConnectPayload(clientId, will, userName, password);

        // [MQTT-3.1.2-16], [MQTT-3.1.2-18]: a field whose flag is 0 is not there.
        return reader.IsAtEnd ? PacketError.None : PacketErrors.TrailingBytes;
    }

    public static void Write<TSink>(ref TSink sink, ConnectPacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteString(packet.ClientId);
        if (packet.Will is { } will)
        {
            ConnectWillCodec.Write(ref sink, will, packet.Version);
        }

        if (packet.UserName is { } userName)
        {
            sink.WriteString(userName);
        }

        if (packet.Password is { } password)
        {
            sink.WriteBinary(password.Span);
        }
    }
}
