using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class ConnAckCodecTests
{
    [Fact]
    public void A_full_CONNACK_is_read_field_by_field()
    {
        Assert.True(ConnAckCodec.TryRead(ConnAckVectors.V5Full.AsSpan(2), ProtocolVersion.V5, out ConnAckPacket packet).IsNone);

        Assert.Equal((true, ReasonCode.Success, 120u, (ushort)100), (packet.SessionPresent, packet.ReasonCode, packet.SessionExpiryInterval, packet.ReceiveMaximum));
        Assert.Equal((QoS.AtLeastOnce, false, 1_048_576u), (packet.MaximumQoS, packet.RetainAvailable, packet.MaximumPacketSize));
        Assert.Equal(("id", (ushort)32, "ok"), (packet.AssignedClientIdentifier, packet.TopicAliasMaximum, packet.ReasonString));
        Assert.Equal(
            (true, true, false),
            (packet.WildcardSubscriptionAvailable, packet.SubscriptionIdentifierAvailable, packet.SharedSubscriptionAvailable));
        Assert.Equal(((ushort)300, "ri", "sr", "PLAIN"), (packet.ServerKeepAlive, packet.ResponseInformation, packet.ServerReference, packet.AuthenticationMethod));
        Assert.Equal("FF", Convert.ToHexString(packet.AuthenticationData!.Value.Span));
        Assert.Equal<UserProperty>([new("a", "b"), new("c", "def")], packet.UserProperties);
    }

    [Theory]
    [InlineData(ProtocolVersion.V5, "020000", ReasonCode.MalformedPacket)]  // reserved flag [MQTT-3.2.2-1]
    [InlineData(ProtocolVersion.V5, "018700", ReasonCode.ProtocolError)]    // session with a refusal [MQTT-3.2.2-6]
    [InlineData(ProtocolVersion.V5, "000100", ReasonCode.ProtocolError)]    // not a code of CONNACK [MQTT-3.2.2-8]
    [InlineData(ProtocolVersion.V5, "0000", ReasonCode.MalformedPacket)]    // no Property Length [MQTT-2.2.2-1]
    [InlineData(ProtocolVersion.V311, "0006", ReasonCode.ProtocolError)]    // reserved return code
    [InlineData(ProtocolVersion.V311, "0105", ReasonCode.ProtocolError)]    // 3.1.1: [MQTT-3.2.2-4]
    [InlineData(ProtocolVersion.V311, "000000", ReasonCode.MalformedPacket)]
    public void A_wrong_CONNACK_is_refused(ProtocolVersion version, string body, ReasonCode expected)
    {
        Assert.Equal(expected, ConnAckCodec.TryRead(Convert.FromHexString(body), version, out _).Code);
    }

    [Theory]
    [InlineData(ProtocolVersion.V31, true, ReasonCode.Success, "20020000")] // 3.1 knows no Session Present
    [InlineData(ProtocolVersion.V311, true, ReasonCode.Success, "20020100")]
    [InlineData(ProtocolVersion.V311, false, ReasonCode.UnsupportedProtocolVersion, "20020001")] // [MQTT-3.1.2-2]
    [InlineData(ProtocolVersion.V311, false, ReasonCode.ClientIdentifierNotValid, "20020002")]   // [MQTT-3.1.3-8]
    [InlineData(ProtocolVersion.V311, false, ReasonCode.ServerBusy, "20020003")]
    [InlineData(ProtocolVersion.V311, false, ReasonCode.BadUserNameOrPassword, "20020004")]
    [InlineData(ProtocolVersion.V311, false, ReasonCode.NotAuthorized, "20020005")]
    [InlineData(ProtocolVersion.V5, true, ReasonCode.Success, "2003010000")]
    [InlineData(ProtocolVersion.V5, false, ReasonCode.Banned, "2003008A00")]
    public void CONNACK_is_written_in_the_form_of_the_version(ProtocolVersion version, bool session, ReasonCode code, string expected)
    {
        var packet = new ConnAckPacket { SessionPresent = session, ReasonCode = code };
        var bytes = new byte[ConnAckCodec.GetSize(packet, version)];

        Assert.Equal(bytes.Length, ConnAckCodec.Write(bytes, packet, version));
        Assert.Equal(expected, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(ReasonCode.MalformedPacket)]
    [InlineData(ReasonCode.ProtocolError)]
    [InlineData(ReasonCode.PacketTooLarge)]
    public void A_malformed_CONNECT_has_no_return_code_before_5(ReasonCode code)
    {
        Assert.Null(ConnectReturnCode.From(code)); // 3.1.1: [MQTT-3.2.2-6], [MQTT-3.1.4-1]
        Assert.Throws<ArgumentException>(() => ConnAckCodec.GetSize(new ConnAckPacket { ReasonCode = code }, ProtocolVersion.V311));
    }

    [Fact]
    public void Return_codes_translate_back()
    {
        for (byte code = 0; code <= 5; code++)
        {
            Assert.Equal(code, ConnectReturnCode.From(ConnectReturnCode.ToReasonCode(code)!.Value));
        }

        Assert.Null(ConnectReturnCode.ToReasonCode(6));
    }
}
