using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Tests.Codec;

public class DisconnectCodecTests
{
    [Fact]
    public void A_client_may_change_its_Session_Expiry_Interval()
    {
        byte[] body = SessionVectors.V5DisconnectFromClient[2..];

        Assert.True(DisconnectCodec.TryRead(body, ProtocolVersion.V5, Sender.Client, out DisconnectPacket packet).IsNone);
        Assert.Equal((ReasonCode.NormalDisconnection, 60u), (packet.ReasonCode, packet.SessionExpiryInterval));
        Assert.Equal<UserProperty>([new("a", "b")], packet.UserProperties);

        PacketError fromServer = DisconnectCodec.TryRead(body, ProtocolVersion.V5, Sender.Server, out _);
        Assert.Equal(ReasonCode.ProtocolError, fromServer.Code); // [MQTT-3.14.2-2]
    }

    [Fact]
    public void Only_a_server_names_another_server()
    {
        byte[] body = SessionVectors.V5DisconnectFromServer[2..];

        Assert.True(DisconnectCodec.TryRead(body, ProtocolVersion.V5, Sender.Server, out DisconnectPacket packet).IsNone);
        Assert.Equal((ReasonCode.UseAnotherServer, "go", "s2"), (packet.ReasonCode, packet.ReasonString, packet.ServerReference));

        Assert.Equal(ReasonCode.ProtocolError, DisconnectCodec.TryRead(body, ProtocolVersion.V5, Sender.Client, out _).Code);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, "", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V311, "00", ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V5, "", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V5, "04", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V5, "0400", ReasonCode.Success)]
    [InlineData(ProtocolVersion.V5, "03", ReasonCode.ProtocolError)]       // not a code [MQTT-3.14.2-1]
    [InlineData(ProtocolVersion.V5, "8E", ReasonCode.ProtocolError)]       // a server's code
    [InlineData(ProtocolVersion.V5, "000000", ReasonCode.MalformedPacket)] // trailing byte
    [InlineData(ProtocolVersion.V5, "0001", ReasonCode.MalformedPacket)]
    public void A_DISCONNECT_of_a_client_is_judged(ProtocolVersion version, string hex, ReasonCode expected)
    {
        Assert.Equal(expected, DisconnectCodec.TryRead(Convert.FromHexString(hex), version, Sender.Client, out _).Code);
    }

    [Theory]
    [InlineData(ProtocolVersion.V5, ReasonCode.NormalDisconnection, "E000")]
    [InlineData(ProtocolVersion.V5, ReasonCode.SessionTakenOver, "E0018E")]
    [InlineData(ProtocolVersion.V311, ReasonCode.SessionTakenOver, "E000")]
    public void The_shortest_form_is_written(ProtocolVersion version, ReasonCode code, string expected)
    {
        var packet = new DisconnectPacket { ReasonCode = code };
        var bytes = new byte[DisconnectCodec.GetSize(packet, version)];

        Assert.Equal(bytes.Length, DisconnectCodec.Write(bytes, packet, version));
        Assert.Equal(expected, Convert.ToHexString(bytes));
    }
}
