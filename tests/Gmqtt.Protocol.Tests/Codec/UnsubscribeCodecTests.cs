using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Codec;

public class UnsubscribeCodecTests
{
    [Fact]
    public void Filters_are_read_in_order()
    {
        UnsubscribePacket packet = Read(SubscribeVectors.V311Unsubscribe[2..], ProtocolVersion.V311, out PacketError error);

        Assert.True(error.IsNone);
        Assert.Equal(11, packet.PacketId);
        Assert.Equal(["a/b", "+"], packet.Entries.Select(entry => entry.Filter!.Text));
    }

    [Fact]
    public void An_invalid_filter_is_an_entry_without_a_parsed_filter()
    {
        UnsubscribePacket packet = Read([0, 1, 0, 0, 2, (byte)'#', (byte)'#', 0, 1, (byte)'b'], ProtocolVersion.V5, out _);

        Assert.Equal([("##", false), ("b", true)], packet.Entries.Select(entry => (entry.Text, entry.Filter is not null)));
    }

    [Theory]
    [InlineData("", ReasonCode.MalformedPacket)]
    [InlineData("0000000001 66", ReasonCode.ProtocolError)]  // Packet Identifier 0
    [InlineData("000100", ReasonCode.ProtocolError)]         // no filter [MQTT-3.10.3-2]
    [InlineData("0001", ReasonCode.MalformedPacket)]         // no Property Length
    [InlineData("0001000002 66", ReasonCode.MalformedPacket)]
    [InlineData("0001000001 FF", ReasonCode.MalformedPacket)] // [MQTT-3.10.3-1]
    [InlineData("0001000001 66 00", ReasonCode.MalformedPacket)]
    public void A_wrong_UNSUBSCRIBE_is_refused(string hex, ReasonCode expected)
    {
        _ = Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), ProtocolVersion.V5, out PacketError error);

        Assert.Equal(expected, error.Code);
    }

    [Fact]
    public void The_number_of_filters_is_limited()
    {
        PacketError error = UnsubscribeCodec.TryRead(
            [0, 1, 0, 1, (byte)'a', 0, 1, (byte)'b'], ProtocolVersion.V311, TopicLimits.Default, 1, out _);

        Assert.Equal(ReasonCode.QuotaExceeded, error.Code);
    }

    private static UnsubscribePacket Read(byte[] body, ProtocolVersion version, out PacketError error)
    {
        error = UnsubscribeCodec.TryRead(body, version, TopicLimits.Default, 256, out UnsubscribePacket packet);
        return packet;
    }
}
