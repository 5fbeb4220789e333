using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class AuthCodecTests
{
    [Fact]
    public void All_fields_are_read()
    {
        Assert.True(AuthCodec.TryRead(SessionVectors.V5AuthFull.AsSpan(2), ProtocolVersion.V5, Sender.Client, out AuthPacket packet).IsNone);

        Assert.Equal((ReasonCode.ReAuthenticate, "SCRAM", "once"), (packet.ReasonCode, packet.AuthenticationMethod, packet.ReasonString));
        Assert.Equal(0, packet.AuthenticationData!.Value.Length); // present and empty is not absent
        Assert.Equal<UserProperty>([new("a", "b")], packet.UserProperties);
    }

    [Theory]
    [InlineData(Sender.Server, "", ReasonCode.Success)]
    [InlineData(Sender.Client, "", ReasonCode.ProtocolError)]         // Success is for a server [MQTT-4.12.0-3]
    [InlineData(Sender.Server, "190815000553435241 4D", ReasonCode.ProtocolError)] // Re-authenticate is for a client
    [InlineData(Sender.Client, "18", ReasonCode.MalformedPacket)]     // no Property Length
    [InlineData(Sender.Client, "1800", ReasonCode.ProtocolError)]     // no Authentication Method
    [InlineData(Sender.Client, "180815000553435241 4D", ReasonCode.Success)]
    [InlineData(Sender.Client, "180815000553435241 4D00", ReasonCode.MalformedPacket)] // trailing byte
    [InlineData(Sender.Client, "010815000553435241 4D", ReasonCode.ProtocolError)]     // [MQTT-3.15.2-1]
    public void An_AUTH_is_judged(Sender sender, string hex, ReasonCode expected)
    {
        byte[] body = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(expected, AuthCodec.TryRead(body, ProtocolVersion.V5, sender, out _).Code);
    }

    [Fact]
    public void There_is_no_AUTH_before_5()
    {
        Assert.Equal(ReasonCode.MalformedPacket, AuthCodec.TryRead([], ProtocolVersion.V311, Sender.Server, out _).Code);
    }

    [Fact]
    public void Success_without_properties_is_written_without_a_body()
    {
        var packet = new AuthPacket();
        var bytes = new byte[AuthCodec.GetSize(packet)];

        Assert.Equal(2, AuthCodec.Write(bytes, packet));
        Assert.Equal("F000", Convert.ToHexString(bytes));
    }
}
