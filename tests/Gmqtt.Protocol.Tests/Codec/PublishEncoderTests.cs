using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class PublishEncoderTests
{
    [Fact]
    public void A_QoS_0_PUBLISH_of_3_1_1_has_no_Packet_Identifier_and_no_properties()
    {
        var publish = new OutgoingPublish
        {
            Topic = "a/b"u8,
            Payload = "hey"u8,
            PacketId = 7,
            TopicAlias = 1,
            MessageExpiryInterval = 5,
            ForwardedProperties = PublishVectors.V5QoS2Forwarded,
        };

        Assert.Equal(PublishVectors.V311QoS0, Write(publish, ProtocolVersion.V311));
    }

    [Fact]
    public void A_PUBLISH_of_5_has_the_servers_properties_and_then_the_forwarded_bytes()
    {
        byte[] expected =
        [
            0x3D, 0x3D,                                     // PUBLISH DUP, QoS 2, RETAIN; Remaining Length 61
            0x00, 0x03, 0x61, 0x2F, 0x62,                   // Topic Name "a/b"
            0x00, 0x0A,                                     // Packet Identifier 10
            0x31,                                           // Property Length 49
            0x02, 0x00, 0x00, 0x00, 0x3B,                   // Message Expiry Interval 59
            0x23, 0x00, 0x05,                               // Topic Alias 5
            0x0B, 0x01,                                     // Subscription Identifier 1
            0x0B, 0xFF, 0xFF, 0xFF, 0x7F,                   // Subscription Identifier 268 435 455
            .. PublishVectors.V5QoS2Forwarded,              // 34 bytes
            0x68, 0x65, 0x79, 0x21,                         // payload "hey!"
        ];
        var publish = new OutgoingPublish
        {
            Topic = "a/b"u8,
            Payload = "hey!"u8,
            QoS = QoS.ExactlyOnce,
            Retain = true,
            Dup = true,
            PacketId = 10,
            TopicAlias = 5,
            MessageExpiryInterval = 59,
            SubscriptionIdentifiers = [1, 268_435_455],
            ForwardedProperties = PublishVectors.V5QoS2Forwarded,
        };

        Assert.Equal(expected, Write(publish, ProtocolVersion.V5));
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V5)]
    public void The_Packet_Identifier_can_be_patched_where_its_offset_says(ProtocolVersion version)
    {
        var publish = new OutgoingPublish { Topic = "a/b"u8, Payload = new byte[200], QoS = QoS.AtLeastOnce, PacketId = 0x1234 };

        byte[] frame = Write(publish, version);
        int offset = PublishEncoder.GetPacketIdOffset(publish, version);

        Assert.Equal((0x12, 0x34), (frame[offset], frame[offset + 1]));
        Assert.Equal(8, offset); // first byte, two bytes of length, topic of five
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V5)]
    public void The_header_alone_is_the_frame_without_its_payload(ProtocolVersion version)
    {
        var publish = new OutgoingPublish { Topic = "a/b"u8, Payload = new byte[20_000], QoS = QoS.AtLeastOnce, PacketId = 1, TopicAlias = 3 };
        byte[] frame = Write(publish, version);
        var header = new byte[PublishEncoder.GetHeaderSize(publish, version)];

        Assert.Equal(header.Length, PublishEncoder.WriteHeader(header, publish, version));
        Assert.Equal(frame[..header.Length], header);
        Assert.Equal(20_000, frame.Length - header.Length);
    }

    [Fact]
    public void The_packet_form_and_the_byte_form_write_the_same_bytes()
    {
        var packet = new PublishPacket
        {
            Topic = "a/b",
            Payload = "hey"u8.ToArray(),
            QoS = QoS.AtLeastOnce,
            PacketId = 9,
            MessageExpiryInterval = 1,
            TopicAlias = 2,
            PayloadFormat = PayloadFormat.Utf8,
            ContentType = "ct",
            UserProperties = [new("k", "v")],
            SubscriptionIdentifiers = [3],
        };
        var forwarded = new byte[packet.MessageProperties.GetSize()];
        packet.MessageProperties.Write(forwarded);
        var publish = new OutgoingPublish
        {
            Topic = "a/b"u8,
            Payload = "hey"u8,
            QoS = QoS.AtLeastOnce,
            PacketId = 9,
            MessageExpiryInterval = 1,
            TopicAlias = 2,
            ForwardedProperties = forwarded,
            SubscriptionIdentifiers = [3],
        };
        var bytes = new byte[PublishEncoder.GetSize(packet, ProtocolVersion.V5)];
        PublishEncoder.Write(bytes, packet, ProtocolVersion.V5);

        Assert.Equal(Write(publish, ProtocolVersion.V5), bytes);
    }

    private static byte[] Write(in OutgoingPublish publish, ProtocolVersion version)
    {
        var frame = new byte[PublishEncoder.GetSize(publish, version)];
        Assert.Equal(frame.Length, PublishEncoder.Write(frame, publish, version));
        return frame;
    }
}
