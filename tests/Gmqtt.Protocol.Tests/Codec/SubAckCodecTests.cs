using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class SubAckCodecTests
{
    [Fact]
    public void Codes_are_read_in_order()
    {
        Assert.True(SubAckCodec.TryRead(SubscribeVectors.V311SubAck.AsSpan(2), ProtocolVersion.V311, out SubAckPacket packet).IsNone);

        Assert.Equal(10, packet.PacketId);
        Assert.Equal(
            [ReasonCode.GrantedQoS0, ReasonCode.GrantedQoS1, ReasonCode.GrantedQoS2, ReasonCode.UnspecifiedError], packet.ReasonCodes);
    }

    [Fact]
    public void Properties_of_5_are_read()
    {
        Assert.True(SubAckCodec.TryRead(SubscribeVectors.V5SubAck.AsSpan(2), ProtocolVersion.V5, out SubAckPacket packet).IsNone);

        Assert.Equal("ok", packet.ReasonString);
        Assert.Equal([ReasonCode.GrantedQoS2, ReasonCode.TopicFilterInvalid], packet.ReasonCodes);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, "0001", ReasonCode.MalformedPacket)]   // no code
    [InlineData(ProtocolVersion.V311, "000003", ReasonCode.ProtocolError)]   // Packet Identifier 0
    [InlineData(ProtocolVersion.V311, "000103", ReasonCode.ProtocolError)]   // 3.1.1: [MQTT-3.9.3-2]
    [InlineData(ProtocolVersion.V311, "00018F", ReasonCode.ProtocolError)]
    [InlineData(ProtocolVersion.V5, "000100", ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V5, "00010011", ReasonCode.ProtocolError)]   // a code of UNSUBACK
    public void A_wrong_SUBACK_is_refused(ProtocolVersion version, string hex, ReasonCode expected)
    {
        Assert.Equal(expected, SubAckCodec.TryRead(Convert.FromHexString(hex), version, out _).Code);
    }

    [Fact]
    public void Before_5_every_failure_is_0x80()
    {
        var packet = new SubAckPacket { PacketId = 1, ReasonCodes = [ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized], ReasonString = "x" };
        var bytes = new byte[SubAckCodec.GetSize(packet, ProtocolVersion.V311)];
        SubAckCodec.Write(bytes, packet, ProtocolVersion.V311);

        Assert.Equal("900400010180", Convert.ToHexString(bytes));
    }

    [Fact]
    public void An_empty_property_list_is_written_as_length_0()
    {
        var packet = new SubAckPacket { PacketId = 1, ReasonCodes = [ReasonCode.NotAuthorized] };
        var bytes = new byte[SubAckCodec.GetSize(packet, ProtocolVersion.V5)];
        SubAckCodec.Write(bytes, packet, ProtocolVersion.V5);

        Assert.Equal("900400010087", Convert.ToHexString(bytes)); // [MQTT-2.2.2-1]
    }
}
