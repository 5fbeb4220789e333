using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Fuzz;

/// <summary>Decodes and encodes a packet of any type, so that a test can be written once for all fifteen.</summary>
public static class AnyPacket
{
    public const int MaximumFilters = 256;

    /// <summary>Stands for PINGREQ and PINGRESP, which have no content.</summary>
    public static readonly object Ping = new();

    /// <summary>Runs the decoder and throws the result away: what is measured.</summary>
    public static PacketError Judge(
        PacketType type, byte flags, ReadOnlySpan<byte> body, ProtocolVersion version, Sender sender)
    {
        return type switch
        {
            PacketType.Publish => PublishCodec.TryRead(body, flags, version, sender, out _),
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp =>
                AckCodec.TryRead(body, type, version, out _),
            _ => Read(type, body, version, sender, out _),
        };
    }

    /// <summary>Runs the decoder and keeps the packet.</summary>
    public static PacketError Read(
        PacketType type, byte flags, ReadOnlySpan<byte> body, ProtocolVersion version, Sender sender, out object? packet)
    {
        packet = null;
        PacketError error;
        switch (type)
        {
            case PacketType.Publish:
                error = PublishCodec.TryRead(body, flags, version, sender, out PublishView view);
                if (error.IsNone && !view.Topic.IsEmpty)
                {
                    error = TopicName.Validate(view.Topic, TopicLimits.Default);
                }

                packet = error.IsNone ? view.ToPacket() : null;
                return error;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                error = AckCodec.TryRead(body, type, version, out AckPacket ack);
                packet = error.IsNone ? ack : null;
                return error;
            default:
                return Read(type, body, version, sender, out packet);
        }
    }

    /// <summary>Reads a whole frame that is known to be well framed.</summary>
    public static PacketError Read(Sample sample, out object? packet)
    {
        return Read(sample.Type, sample.Flags, sample.Body, sample.Version, sample.Sender, out packet);
    }

    public static byte[] Write(PacketType type, object packet, ProtocolVersion version)
    {
        var bytes = new byte[GetSize(packet, version)];
        int written = packet switch
        {
            ConnectPacket connect => ConnectCodec.Write(bytes, connect),
            ConnAckPacket connAck => ConnAckCodec.Write(bytes, connAck, version),
            PublishPacket publish => PublishEncoder.Write(bytes, publish, version),
            AckPacket ack => AckCodec.Write(bytes, type, ack, version),
            SubscribePacket subscribe => SubscribeCodec.Write(bytes, subscribe, version),
            SubAckPacket subAck => SubAckCodec.Write(bytes, subAck, version),
            UnsubscribePacket unsubscribe => UnsubscribeCodec.Write(bytes, unsubscribe, version),
            UnsubAckPacket unsubAck => UnsubAckCodec.Write(bytes, unsubAck, version),
            DisconnectPacket disconnect => DisconnectCodec.Write(bytes, disconnect, version),
            AuthPacket auth => AuthCodec.Write(bytes, auth),
            _ => WritePing(bytes, type),
        };
        return written == bytes.Length ? bytes : throw new InvalidOperationException("the size and the bytes disagree");
    }

    private static int GetSize(object packet, ProtocolVersion version)
    {
        return packet switch
        {
            ConnectPacket connect => ConnectCodec.GetSize(connect),
            ConnAckPacket connAck => ConnAckCodec.GetSize(connAck, version),
            PublishPacket publish => PublishEncoder.GetSize(publish, version),
            AckPacket ack => AckCodec.GetSize(ack, version),
            SubscribePacket subscribe => SubscribeCodec.GetSize(subscribe, version),
            SubAckPacket subAck => SubAckCodec.GetSize(subAck, version),
            UnsubscribePacket unsubscribe => UnsubscribeCodec.GetSize(unsubscribe, version),
            UnsubAckPacket unsubAck => UnsubAckCodec.GetSize(unsubAck, version),
            DisconnectPacket disconnect => DisconnectCodec.GetSize(disconnect, version),
            AuthPacket auth => AuthCodec.GetSize(auth),
            _ => PingCodec.Size,
        };
    }

    private static int WritePing(byte[] bytes, PacketType type)
    {
        (type == PacketType.PingReq ? PingCodec.PingReq : PingCodec.PingResp).CopyTo(bytes);
        return PingCodec.Size;
    }

    private static PacketError Read(
        PacketType type, ReadOnlySpan<byte> body, ProtocolVersion version, Sender sender, out object? packet)
    {
        PacketError error;
        switch (type)
        {
            case PacketType.Connect:
                error = ConnectCodec.TryRead(body, TopicLimits.Default, out _, out ConnectPacket connect);
                packet = connect;
                return error;
            case PacketType.ConnAck:
                error = ConnAckCodec.TryRead(body, version, out ConnAckPacket connAck);
                packet = connAck;
                return error;
            case PacketType.Subscribe:
                error = SubscribeCodec.TryRead(body, version, TopicLimits.Default, MaximumFilters, out SubscribePacket subscribe);
                packet = subscribe;
                return error;
            case PacketType.SubAck:
                error = SubAckCodec.TryRead(body, version, out SubAckPacket subAck);
                packet = subAck;
                return error;
            case PacketType.Unsubscribe:
                error = UnsubscribeCodec.TryRead(body, version, TopicLimits.Default, MaximumFilters, out UnsubscribePacket unsubscribe);
                packet = unsubscribe;
                return error;
            case PacketType.UnsubAck:
                error = UnsubAckCodec.TryRead(body, version, out UnsubAckPacket unsubAck);
                packet = unsubAck;
                return error;
            case PacketType.Disconnect:
                error = DisconnectCodec.TryRead(body, version, sender, out DisconnectPacket disconnect);
                packet = disconnect;
                return error;
            case PacketType.Auth:
                error = AuthCodec.TryRead(body, version, sender, out AuthPacket auth);
                packet = auth;
                return error;
            default:
                packet = Ping;
                return PingCodec.TryRead(body);
        }
    }
}
