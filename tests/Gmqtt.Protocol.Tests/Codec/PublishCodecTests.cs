using Gmqtt.Fuzz;
using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class PublishCodecTests
{
    [Fact]
    public void A_QoS_0_PUBLISH_of_3_1_1_is_viewed_in_place()
    {
        byte[] body = PublishVectors.V311QoS0[2..];

        Assert.True(PublishCodec.TryRead(body, 0, ProtocolVersion.V311, out PublishView view).IsNone);

        Assert.Equal((QoS.AtMostOnce, false, false, 0), (view.QoS, view.Dup, view.Retain, view.PacketId));
        Assert.True(view.Topic.SequenceEqual("a/b"u8));
        Assert.True(view.Payload.SequenceEqual("hey"u8));
        Assert.Equal((2, 3, 5, 0), (PublishView.TopicOffset, view.TopicLength, view.PayloadOffset, view.PropertiesLength));
        Assert.True(body.AsSpan().Overlaps(view.Topic, out int offset) && offset == 2);
        Assert.True(view.ForwardsAllProperties);
    }

    [Fact]
    public void Flags_and_Packet_Identifier_are_read()
    {
        Assert.True(PublishCodec.TryRead(PublishVectors.V311QoS1Retain.AsSpan(2), 0x0B, ProtocolVersion.V311, out PublishView view).IsNone);

        Assert.Equal((QoS.AtLeastOnce, true, true, 65_535), (view.QoS, view.Dup, view.Retain, view.PacketId));
        Assert.Equal(1, view.Payload.Length);
    }

    [Fact]
    public void All_properties_of_a_client_are_read_and_the_forwarded_ones_kept_byte_for_byte()
    {
        PacketError error = PublishCodec.TryRead(PublishVectors.V5QoS2AllFromClient.AsSpan(2), 4, ProtocolVersion.V5, out PublishView view);

        Assert.True(error.IsNone);
        Assert.Equal((QoS.ExactlyOnce, 10), (view.QoS, view.PacketId));
        Assert.Equal((60u, (ushort)5, PayloadFormat.Utf8), (view.MessageExpiryInterval, view.TopicAlias, view.PayloadFormat));
        Assert.Equal((42, 34, false), (view.PropertiesLength, view.ForwardedPropertiesLength, view.ForwardsAllProperties));
        var forwarded = new byte[view.ForwardedPropertiesLength];
        Assert.Equal(forwarded.Length, view.CopyForwardedProperties(forwarded));
        Assert.Equal(PublishVectors.V5QoS2Forwarded, forwarded);
        Assert.True(view.Payload.SequenceEqual("hi"u8));
    }

    [Fact]
    public void A_block_with_nothing_but_forwarded_properties_is_the_received_slice()
    {
        byte[] body = [0, 1, (byte)'t', 34, .. PublishVectors.V5QoS2Forwarded, (byte)'!'];

        Assert.True(PublishCodec.TryRead(body, 0, ProtocolVersion.V5, out PublishView view).IsNone);

        Assert.True(view.ForwardsAllProperties);
        Assert.True(body.AsSpan().Overlaps(view.Properties, out int offset) && offset == 4);
        Assert.True(view.Properties.SequenceEqual(PublishVectors.V5QoS2Forwarded));
        var copy = new byte[view.ForwardedPropertiesLength];
        Assert.Equal(34, view.CopyForwardedProperties(copy));
        Assert.Equal(PublishVectors.V5QoS2Forwarded, copy);
    }

    [Fact]
    public void The_packet_made_of_a_view_has_everything()
    {
        var sample = new Sample("PUBLISH", ProtocolVersion.V5, Sender.Server, PublishVectors.V5FromServer);
        Assert.True(PublishCodec.TryRead(sample.Body, sample.Flags, ProtocolVersion.V5, Sender.Server, out PublishView view).IsNone);

        PublishPacket packet = view.ToPacket();

        Assert.Equal(("t", true, PayloadFormat.Bytes), (packet.Topic, packet.Retain, packet.PayloadFormat));
        Assert.Equal<uint>([1, 268_435_455], packet.SubscriptionIdentifiers);
        Assert.Null(packet.CorrelationData);
        Assert.Equal(2, view.ForwardedPropertiesLength); // a receiver's identifiers are never forwarded
    }

    [Theory]
    [InlineData(6, "0001740001", ReasonCode.MalformedPacket)]      // QoS 3 [MQTT-3.3.1-4]
    [InlineData(0x0E, "0001740001", ReasonCode.MalformedPacket)]
    [InlineData(8, "000174", ReasonCode.MalformedPacket)]          // DUP with QoS 0 [MQTT-3.3.1-2]
    [InlineData(2, "0001740000", ReasonCode.ProtocolError)]        // Packet Identifier 0 [MQTT-2.2.1-3]
    [InlineData(4, "0001740000", ReasonCode.ProtocolError)]
    [InlineData(2, "000174", ReasonCode.MalformedPacket)]          // no Packet Identifier
    [InlineData(2, "00017400", ReasonCode.MalformedPacket)]
    [InlineData(0, "", ReasonCode.MalformedPacket)]
    [InlineData(0, "00", ReasonCode.MalformedPacket)]
    [InlineData(0, "000274", ReasonCode.MalformedPacket)]          // Topic Name cut short [MQTT-3.3.2-1]
    [InlineData(0, "0000", ReasonCode.ProtocolError)]              // empty Topic Name
    [InlineData(0, "000074", ReasonCode.ProtocolError)]
    [InlineData(0, "000174", ReasonCode.Success)]                  // the payload may be empty
    public void A_PUBLISH_of_3_1_1_is_judged(byte flags, string hex, ReasonCode expected)
    {
        Assert.Equal(expected, PublishCodec.TryRead(Convert.FromHexString(hex), flags, ProtocolVersion.V311, out _).Code);
        Assert.Equal(expected, PublishCodec.TryRead(Convert.FromHexString(hex), flags, ProtocolVersion.V31, out _).Code);
    }

    [Theory]
    [InlineData("000174", ReasonCode.MalformedPacket)]             // no Property Length [MQTT-2.2.2-1]
    [InlineData("00017400", ReasonCode.Success)]
    [InlineData("000000", ReasonCode.ProtocolError)]               // no Topic Name and no alias
    [InlineData("000003230001", ReasonCode.Success)]               // the alias stands for the name
    [InlineData("000003230000", ReasonCode.TopicAliasInvalid)]     // [MQTT-3.3.2-8]
    [InlineData("000174020B01", ReasonCode.ProtocolError)]         // Subscription Identifier of a client [MQTT-3.3.4-6]
    [InlineData("00017401", ReasonCode.MalformedPacket)]           // Property Length beyond the packet
    public void A_PUBLISH_of_5_is_judged(string hex, ReasonCode expected)
    {
        Assert.Equal(expected, PublishCodec.TryRead(Convert.FromHexString(hex), 0, ProtocolVersion.V5, out _).Code);
    }

    [Fact]
    public void The_content_of_the_Topic_Name_is_left_to_the_caller()
    {
        Assert.True(PublishCodec.TryRead([0, 2, (byte)'#', 0xFF], 0, ProtocolVersion.V311, out PublishView view).IsNone);
        Assert.Equal(2, view.TopicLength);
    }

    [Fact]
    public void A_view_with_an_error_is_empty()
    {
        Assert.True(PublishCodec.TryRead([0, 0], 0, ProtocolVersion.V311, out PublishView view).IsError);
        Assert.True(view.Body.IsEmpty);
        Assert.True(view.Payload.IsEmpty);
    }
}
