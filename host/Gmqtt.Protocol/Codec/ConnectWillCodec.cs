using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>The three Will fields in the payload of CONNECT (MQTT 5.0, 3.1.3.2 to 3.1.3.4).</summary>
internal static class ConnectWillCodec
{
    public static PacketError TryRead(
        ref MqttReader reader, ConnectFlags flags, ProtocolVersion version, in TopicLimits limits, out ConnectWill? will)
    {
        will = null;
        PacketError error;
        PropertyBlock properties = default;
        if (version == ProtocolVersion.V5)
        {
            error = PropertyBlock.TryRead(ref reader, PacketKinds.Will, out properties);
            if (error.IsError)
            {
                return error;
            }
        }

        if (!reader.TryReadBinary(out ReadOnlySpan<byte> topic) || !reader.TryReadBinary(out ReadOnlySpan<byte> payload))
        {
            return PacketError.Malformed("the Will Topic or Will Payload is missing"); // [MQTT-3.1.2-9]
        }

        error = TopicName.Validate(topic, limits); // [MQTT-3.1.3-11]
        if (error.IsError)
        {
            return error;
        }

        MessageProperties message = MessageProperties.From(properties);
        will = new ConnectWill
        {
            Topic = Encoding.UTF8.GetString(topic),
            Payload = payload.ToArray(),
            QoS = flags.WillQoS,
            Retain = flags.WillRetain,
            DelayInterval = properties.UInt32(PropertyId.WillDelayInterval),
            MessageExpiryInterval = properties.UInt32(PropertyId.MessageExpiryInterval),
            PayloadFormat = message.PayloadFormat,
            ContentType = message.ContentType,
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData,
            UserProperties = message.UserProperties ?? [],
        };
        return PacketError.None;
    }

    public static void Write<TSink>(ref TSink sink, ConnectWill will, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        if (version == ProtocolVersion.V5)
        {
            var size = new MqttSizer();
            WriteProperties(ref size, will);
            sink.WriteVariableByteInteger(size.Length);
            WriteProperties(ref sink, will);
        }

        sink.WriteString(will.Topic);
        sink.WriteBinary(will.Payload.Span);
    }

    private static void WriteProperties<TSink>(ref TSink sink, ConnectWill will)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.WillDelayInterval, will.DelayInterval);
        sink.WriteProperty(PropertyId.MessageExpiryInterval, will.MessageExpiryInterval);
        will.MessageProperties.Write(ref sink);
    }
}
