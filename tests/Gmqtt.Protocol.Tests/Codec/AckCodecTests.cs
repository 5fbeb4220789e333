using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class AckCodecTests
{
    public static TheoryData<PacketType> Types => [PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_short_form_is_success_in_every_version(PacketType type)
    {
        foreach (ProtocolVersion version in Enum.GetValues<ProtocolVersion>())
        {
            Assert.True(AckCodec.TryRead([0x01, 0x2C], type, version, out AckPacket packet).IsNone);
            Assert.Equal(new AckPacket(300), packet);
        }
    }

    [Fact]
    public void Reason_String_and_User_Properties_are_read()
    {
        Assert.True(AckCodec.TryRead(AckVectors.V5PubRecFull.AsSpan(2), PacketType.PubRec, ProtocolVersion.V5, out AckPacket packet).IsNone);

        Assert.Equal((1, ReasonCode.NotAuthorized, "nope"), (packet.PacketId, packet.ReasonCode, packet.ReasonString));
        Assert.Equal<UserProperty>([new("a", "b")], packet.UserProperties!);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, "00", ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V311, "", ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V311, "0000", ReasonCode.ProtocolError)]      // [MQTT-2.2.1-3]
    [InlineData(ProtocolVersion.V311, "000100", ReasonCode.MalformedPacket)]  // no Reason Code before 5.0
    [InlineData(ProtocolVersion.V5, "0000", ReasonCode.ProtocolError)]
    [InlineData(ProtocolVersion.V5, "000101", ReasonCode.ProtocolError)]      // granted QoS 1 is for SUBACK [MQTT-3.4.2-1]
    [InlineData(ProtocolVersion.V5, "000192", ReasonCode.ProtocolError)]      // for PUBREL and PUBCOMP
    [InlineData(ProtocolVersion.V5, "00010000", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V5, "0001000000", ReasonCode.MalformedPacket)] // trailing byte
    [InlineData(ProtocolVersion.V5, "00010001", ReasonCode.MalformedPacket)]  // Property Length beyond the packet
    public void A_PUBACK_is_judged(ProtocolVersion version, string hex, ReasonCode expected)
    {
        Assert.Equal(expected, AckCodec.TryRead(Convert.FromHexString(hex), PacketType.PubAck, version, out _).Code);
    }

    [Theory]
    [InlineData(PacketType.PubAck, ReasonCode.Success, ProtocolVersion.V5, "40020001")]
    [InlineData(PacketType.PubRec, ReasonCode.Success, ProtocolVersion.V5, "50020001")]
    [InlineData(PacketType.PubRel, ReasonCode.Success, ProtocolVersion.V5, "62020001")]
    [InlineData(PacketType.PubComp, ReasonCode.Success, ProtocolVersion.V5, "70020001")]
    [InlineData(PacketType.PubAck, ReasonCode.NoMatchingSubscribers, ProtocolVersion.V5, "4003000110")]
    [InlineData(PacketType.PubComp, ReasonCode.PacketIdentifierNotFound, ProtocolVersion.V5, "7003000192")]
    [InlineData(PacketType.PubComp, ReasonCode.PacketIdentifierNotFound, ProtocolVersion.V311, "70020001")]
    [InlineData(PacketType.PubRel, ReasonCode.Success, ProtocolVersion.V31, "62020001")]
    public void The_shortest_form_is_written(PacketType type, ReasonCode code, ProtocolVersion version, string expected)
    {
        var packet = new AckPacket(1, code);
        var bytes = new byte[AckCodec.GetSize(packet, version)];

        Assert.Equal(bytes.Length, AckCodec.Write(bytes, type, packet, version));
        Assert.Equal(expected, Convert.ToHexString(bytes));
    }
}
