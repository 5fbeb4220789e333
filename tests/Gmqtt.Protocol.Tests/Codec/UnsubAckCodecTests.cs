using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class UnsubAckCodecTests
{
    [Fact]
    public void Codes_of_5_are_read_in_order()
    {
        Assert.True(UnsubAckCodec.TryRead(SubscribeVectors.V5UnsubAck.AsSpan(2), ProtocolVersion.V5, out UnsubAckPacket packet).IsNone);

        Assert.Equal(11, packet.PacketId);
        Assert.Equal([ReasonCode.Success, ReasonCode.NoSubscriptionExisted], packet.ReasonCodes);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, "0001", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V311, "000100", ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V311, "0000", ReasonCode.ProtocolError)]
    [InlineData(ProtocolVersion.V5, "000100", ReasonCode.MalformedPacket)]  // no code
    [InlineData(ProtocolVersion.V5, "00010001", ReasonCode.ProtocolError)]  // a code of SUBACK
    public void An_UNSUBACK_is_judged(ProtocolVersion version, string hex, ReasonCode expected)
    {
        Assert.Equal(expected, UnsubAckCodec.TryRead(Convert.FromHexString(hex), version, out _).Code);
    }

    [Fact]
    public void Before_5_only_the_Packet_Identifier_is_written()
    {
        var packet = new UnsubAckPacket { PacketId = 11, ReasonCodes = [ReasonCode.Success, ReasonCode.NoSubscriptionExisted] };
        var bytes = new byte[UnsubAckCodec.GetSize(packet, ProtocolVersion.V311)];
        UnsubAckCodec.Write(bytes, packet, ProtocolVersion.V311);

        Assert.Equal(SubscribeVectors.V311UnsubAck, bytes);
    }
}
