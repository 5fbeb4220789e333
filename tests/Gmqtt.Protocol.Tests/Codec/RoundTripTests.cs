using CsCheck;
using Gmqtt.Fuzz;
using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests.Codec;

/// <summary>decode(encode(p)) is p, for random packets of every type.</summary>
public class RoundTripTests
{
    public static TheoryData<ProtocolVersion> Versions => [.. Enum.GetValues<ProtocolVersion>()];

    [Theory]
    [MemberData(nameof(Versions))]
    public void CONNECT(ProtocolVersion version)
    {
        Check(PacketType.Connect, version, Sender.Client, ConnectGen.Packet(version).Select(packet => (object)packet));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void CONNACK(ProtocolVersion version)
    {
        Check(PacketType.ConnAck, version, Sender.Server, PacketGen.ConnAck(version));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void PUBLISH(ProtocolVersion version)
    {
        PacketGen.Publish(version).Sample(packet =>
        {
            byte[] bytes = AnyPacket.Write(PacketType.Publish, packet, version);
            var sample = new Sample("PUBLISH", version, Sender.Server, bytes);
            return AnyPacket.Read(sample, out object? read).IsNone && Describe.Packet(read) == Describe.Packet(packet);
        });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void PUBACK_PUBREC_PUBREL_PUBCOMP(ProtocolVersion version)
    {
        Check(PacketType.PubAck, version, Sender.Client, PacketGen.Ack(version, ReasonCode.NotAuthorized));
        Check(PacketType.PubRec, version, Sender.Client, PacketGen.Ack(version, ReasonCode.NoMatchingSubscribers));
        Check(PacketType.PubRel, version, Sender.Client, PacketGen.Ack(version, ReasonCode.PacketIdentifierNotFound));
        Check(PacketType.PubComp, version, Sender.Client, PacketGen.Ack(version, ReasonCode.PacketIdentifierNotFound));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void SUBSCRIBE_and_UNSUBSCRIBE(ProtocolVersion version)
    {
        Check(PacketType.Subscribe, version, Sender.Client, SubscribeGen.Subscribe(version));
        Check(PacketType.Unsubscribe, version, Sender.Client, SubscribeGen.Unsubscribe(version));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void SUBACK_and_UNSUBACK(ProtocolVersion version)
    {
        Check(PacketType.SubAck, version, Sender.Server, SubscribeGen.SubAck(version));
        Check(PacketType.UnsubAck, version, Sender.Server, SubscribeGen.UnsubAck(version));
    }

    [Fact]
    public void DISCONNECT()
    {
        Check(PacketType.Disconnect, ProtocolVersion.V5, Sender.Client, PacketGen.DisconnectFromClient);
        Check(PacketType.Disconnect, ProtocolVersion.V5, Sender.Server, PacketGen.DisconnectFromServer);
    }

    [Fact]
    public void AUTH()
    {
        Check(PacketType.Auth, ProtocolVersion.V5, Sender.Client, PacketGen.Auth);
    }

    private static void Check(PacketType type, ProtocolVersion version, Sender sender, Gen<object> packets)
    {
        packets.Sample(packet =>
        {
            var sample = new Sample(type.ToString(), version, sender, AnyPacket.Write(type, packet, version));
            PacketError error = AnyPacket.Read(sample, out object? read);
            Assert.True(error.IsNone, $"{error}: {Convert.ToHexString(sample.Bytes)}");
            Assert.Equal(Describe.Packet(packet), Describe.Packet(read));
        });
    }
}
