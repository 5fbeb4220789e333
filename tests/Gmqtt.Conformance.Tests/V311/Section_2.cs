using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>2.2.2 flags of the fixed header and 2.3.1 Packet Identifier.</summary>
public sealed class Section_2 : BrokerTest
{
    [Fact]
    [Mqtt311("MQTT-2.2.2-1")]
    public async Task Every_packet_of_the_broker_has_the_reserved_flags_of_table_2_2()
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Packet.Connect("c", 4));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00); // CONNACK
        await client.SendAsync(Packet.Subscribe(1, 4, [], ("a", 2)));
        await client.ExpectAsync(0x90, 0x03, 0x00, 0x01, 0x02); // SUBACK
        await client.PublishAsync("b", "", qos: 1, packetId: 2);
        await client.ExpectAsync(0x40, 0x02, 0x00, 0x02); // PUBACK
        await client.PublishAsync("b", "", qos: 2, packetId: 3);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x03); // PUBREC
        await client.SendAsync(0x62, 0x02, 0x00, 0x03);
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x03); // PUBCOMP
        var publisher = await broker.ConnectAsync("p", 4);
        await publisher.PublishAsync("a", "", qos: 2, packetId: 1);
        var publish = await client.ReadAsync(3);
        Assert.Equal(0x34, publish.First); // PUBLISH: DUP 0, QoS 2, RETAIN 0
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)publish.PacketId); // PUBREL
        await client.SendAsync(Packet.Ack(7, publish.PacketId));
        await client.SendAsync(Packet.Unsubscribe(4, 4, "a"));
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x04); // UNSUBACK
        await client.SendAsync(0xC0, 0x00);
        await client.ExpectAsync(0xD0, 0x00); // PINGRESP
    }

    [Theory]
    [InlineData("41 02 0001")] // PUBACK
    [InlineData("42 02 0001")]
    [InlineData("51 02 0001")] // PUBREC
    [InlineData("52 02 0001")]
    [InlineData("60 02 0001")] // PUBREL must have 0010
    [InlineData("63 02 0001")]
    [InlineData("6A 02 0001")]
    [InlineData("71 02 0001")] // PUBCOMP
    [InlineData("80 06 0001 0001 61 00")] // SUBSCRIBE must have 0010
    [InlineData("83 06 0001 0001 61 00")]
    [InlineData("8A 06 0001 0001 61 00")]
    [InlineData("A0 05 0001 0001 61")] // UNSUBSCRIBE must have 0010
    [InlineData("A3 05 0001 0001 61")]
    [InlineData("C1 00")] // PINGREQ
    [InlineData("C8 00")]
    [InlineData("E1 00")] // DISCONNECT
    [InlineData("E8 00")]
    [Mqtt311("MQTT-2.2.2-2")]
    public async Task Wrong_flags_close_the_connection(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    public static TheoryData<int, string> WithoutIdentifier => Exchanges.Both(
        "82 06 0000 0001 61 00", // SUBSCRIBE
        "A2 05 0000 0001 61", // UNSUBSCRIBE
        "32 05 0001 61 0000", // PUBLISH QoS 1
        "34 05 0001 61 0000"); // PUBLISH QoS 2

    [Theory]
    [MemberData(nameof(WithoutIdentifier))]
    [Mqtt311("MQTT-2.3.1-1")]
    public async Task A_packet_identifier_of_zero_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt311("MQTT-2.3.1-3")]
    public async Task An_identifier_is_a_new_message_again_when_its_flow_has_ended(int qos)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("a");
        var client = await broker.ConnectAsync("c", 4);
        for (var i = 0; i < 3; i++) await client.PublishFullyAsync("a", $"{i}", qos, packetId: 9);
        Assert.Equal(["0", "1", "2"], await watcher.TakeAsync(3));
        await client.SubscribeAsync("x", packetId: 9);
        await client.SendAsync(Packet.Unsubscribe(9, 4, "x"));
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x09);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-2.3.1-1")]
    [Mqtt311("MQTT-2.3.1-4")]
    public async Task Unacknowledged_deliveries_have_distinct_identifiers_that_are_not_zero(int version, int qos)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos, count: 10);
        Assert.Equal(10, open.Select(p => p.PacketId).Distinct().Count());
        Assert.DoesNotContain(open, p => p.PacketId == 0);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-2.3.1-5")]
    public async Task A_qos_0_publish_has_no_identifier_in_either_direction(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("a", 2);
        await client.SendHexAsync("30 05 0001 61 1234"); // "a", and 12 34 is the payload
        await client.ExpectAsync(0x30, 0x05, 0x00, 0x01, 0x61, 0x12, 0x34);
    }

    [Theory]
    [InlineData(3, "0001")]
    [InlineData(4, "0001")]
    [InlineData(4, "00FF")]
    [InlineData(4, "0100")]
    [InlineData(4, "FFFF")]
    [Mqtt311("MQTT-2.3.1-6")]
    [Mqtt311("MQTT-2.3.1-7")]
    public async Task Acknowledgements_have_the_identifier_of_what_they_acknowledge(int version, string id)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync("32 05 0001 61" + id);
        await client.ExpectAsync(Steps.Hex("40 02" + id));
        await client.SendHexAsync("34 05 0001 61" + id);
        await client.ExpectAsync(Steps.Hex("50 02" + id));
        await client.SendHexAsync("62 02" + id);
        await client.ExpectAsync(Steps.Hex("70 02" + id));
        await client.SendHexAsync("82 06" + id + "0001 62 01");
        await client.ExpectAsync(Steps.Hex("90 03" + id + "01"));
        await client.SendHexAsync("A2 05" + id + "0001 62");
        await client.ExpectAsync(Steps.Hex("B0 02" + id));
    }

    [Fact]
    [Mqtt311("MQTT-2.3.1-6")]
    public async Task The_brokers_pubrel_has_the_identifier_of_its_publish()
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(4, qos: 2, count: 3);
        foreach (var publish in open.AsEnumerable().Reverse())
        {
            await subscriber.SendAsync(Packet.Ack(5, publish.PacketId));
            await subscriber.ExpectAsync(0x62, 0x02, (byte)(publish.PacketId >> 8), (byte)publish.PacketId);
        }
    }
}
