using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Codec;

public class SubscribeCodecTests
{
    [Fact]
    public void Filters_of_3_1_1_are_read_in_order()
    {
        SubscribePacket packet = Read(SubscribeVectors.V311Subscribe[2..], ProtocolVersion.V311, out PacketError error);

        Assert.True(error.IsNone);
        Assert.Equal(10, packet.PacketId);
        Assert.Equal([("a/b", QoS.AtLeastOnce), ("#", QoS.ExactlyOnce)], packet.Entries.Select(entry => (entry.Filter!.Text, entry.QoS)));
    }

    [Fact]
    public void Options_and_properties_of_5_are_read()
    {
        SubscribePacket packet = Read(SubscribeVectors.V5Subscribe[2..], ProtocolVersion.V5, out PacketError error);

        Assert.True(error.IsNone);
        Assert.Equal(65_535, packet.PacketId);
        Assert.Equal(128u, packet.SubscriptionIdentifier);
        Assert.Equal<UserProperty>([new("a", "b")], packet.UserProperties);
        SubscribeEntry first = packet.Entries[0];
        Assert.Equal(
            ("a/+", QoS.ExactlyOnce, true, true, RetainHandling.DoNotSend),
            (first.Text, first.QoS, first.NoLocal, first.RetainAsPublished, first.RetainHandling));
        SubscribeEntry second = packet.Entries[1];
        Assert.Equal(("g", "t/#", RetainHandling.SendIfNew), (second.Filter!.ShareName, second.Filter.Filter, second.RetainHandling));
    }

    [Fact]
    public void An_invalid_filter_is_an_entry_without_a_parsed_filter()
    {
        byte[] body = [0, 1, 0, 0, 2, (byte)'a', (byte)'#', 0, 0, 1, (byte)'b', 1, 0, 0, 0];

        SubscribePacket packet = Read(body, ProtocolVersion.V5, out PacketError error);

        Assert.True(error.IsNone);
        Assert.Equal([("a#", false), ("b", true), ("", false)], packet.Entries.Select(entry => (entry.Text, entry.Filter is not null)));
    }

    // One entry "f" with these options.
    [Theory]
    [InlineData(ProtocolVersion.V5, 0x02, ReasonCode.Success)]
    [InlineData(ProtocolVersion.V5, 0x03, ReasonCode.ProtocolError)]     // Maximum QoS 3
    [InlineData(ProtocolVersion.V5, 0x30, ReasonCode.ProtocolError)]     // Retain Handling 3
    [InlineData(ProtocolVersion.V5, 0x40, ReasonCode.MalformedPacket)]   // reserved [MQTT-3.8.3-5]
    [InlineData(ProtocolVersion.V5, 0x80, ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V5, 0xC0, ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V311, 0x02, ReasonCode.Success)]
    [InlineData(ProtocolVersion.V311, 0x03, ReasonCode.MalformedPacket)] // 3.1.1: [MQTT-3-8.3-4]
    [InlineData(ProtocolVersion.V311, 0x04, ReasonCode.MalformedPacket)]
    [InlineData(ProtocolVersion.V311, 0x80, ReasonCode.MalformedPacket)]
    public void Subscription_Options_are_judged(ProtocolVersion version, byte options, ReasonCode expected)
    {
        byte[] properties = version == ProtocolVersion.V5 ? [0] : [];

        _ = Read([0, 1, .. properties, 0, 1, (byte)'f', options], version, out PacketError error);

        Assert.Equal(expected, error.Code);
    }

    [Theory]
    [InlineData("$share/g/t", ReasonCode.ProtocolError)] // [MQTT-3.8.3-4]
    [InlineData("$share//t", ReasonCode.ProtocolError)]
    [InlineData("$sharex/t", ReasonCode.Success)]
    public void No_Local_is_not_for_shared_subscriptions(string filter, ReasonCode expected)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(filter);

        _ = Read([0, 1, 0, 0, (byte)text.Length, .. text, 0x04], ProtocolVersion.V5, out PacketError error);

        Assert.Equal(expected, error.Code);
    }

    [Theory]
    [InlineData("", ReasonCode.MalformedPacket)]
    [InlineData("000000", ReasonCode.ProtocolError)]           // Packet Identifier 0 [MQTT-2.2.1-3]
    [InlineData("000100", ReasonCode.ProtocolError)]           // no filter [MQTT-3.8.3-2]
    [InlineData("0001", ReasonCode.MalformedPacket)]           // no Property Length
    [InlineData("000100000166", ReasonCode.MalformedPacket)]   // no options byte
    [InlineData("0001000002C0AF00", ReasonCode.MalformedPacket)] // not UTF-8 [MQTT-3.8.3-1]
    [InlineData("000100000361006200", ReasonCode.MalformedPacket)] // U+0000
    [InlineData("00010000016600FF", ReasonCode.MalformedPacket)] // the second entry is cut short
    public void A_wrong_SUBSCRIBE_is_refused(string hex, ReasonCode expected)
    {
        _ = Read(Convert.FromHexString(hex), ProtocolVersion.V5, out PacketError error);

        Assert.Equal(expected, error.Code);
    }

    [Theory]
    [InlineData(3, ReasonCode.Success)]
    [InlineData(4, ReasonCode.QuotaExceeded)]
    public void The_number_of_filters_is_limited(int count, ReasonCode expected)
    {
        byte[] body = [0, 1, 0, .. Enumerable.Repeat<byte[]>([0, 1, (byte)'f', 0], count).SelectMany(entry => entry)];

        PacketError error = SubscribeCodec.TryRead(body, ProtocolVersion.V5, TopicLimits.Default, 3, out _);

        Assert.Equal(expected, error.Code);
    }

    [Fact]
    public void Before_5_only_the_QoS_is_written()
    {
        var entry = new SubscribeEntry("f", null, QoS.AtLeastOnce, NoLocal: true, RetainAsPublished: true, RetainHandling.DoNotSend);
        var packet = new SubscribePacket { PacketId = 1, Entries = [entry], SubscriptionIdentifier = 5 };
        var bytes = new byte[SubscribeCodec.GetSize(packet, ProtocolVersion.V311)];
        SubscribeCodec.Write(bytes, packet, ProtocolVersion.V311);

        Assert.Equal("8206000100016601", Convert.ToHexString(bytes));
    }

    private static SubscribePacket Read(byte[] body, ProtocolVersion version, out PacketError error)
    {
        error = SubscribeCodec.TryRead(body, version, TopicLimits.Default, 256, out SubscribePacket packet);
        return packet;
    }
}
