using System.Text;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>2 Control Packet format.</summary>
public sealed class Section_2 : BrokerTest
{
    [Theory]
    [InlineData("41 02 00 01")] // PUBACK
    [InlineData("48 02 00 01")]
    [InlineData("51 02 00 01")] // PUBREC
    [InlineData("60 02 00 01")] // PUBREL
    [InlineData("63 02 00 01")]
    [InlineData("72 02 00 01")] // PUBCOMP
    [InlineData("80 07 00 01 00 00 01 74 00")] // SUBSCRIBE
    [InlineData("83 07 00 01 00 00 01 74 00")]
    [InlineData("A0 06 00 01 00 00 01 74")] // UNSUBSCRIBE
    [InlineData("C1 00")] // PINGREQ
    [InlineData("E1 00")] // DISCONNECT
    [InlineData("F1 00")] // AUTH
    [Mqtt5("MQTT-2.1.3-1")]
    public async Task Reserved_flags_with_another_value_close_with_0x81(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    [Mqtt5("MQTT-2.1.3-1")]
    public async Task Reserved_flags_of_a_connect_with_another_value_close_without_a_connack()
    {
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendHexAsync("11 0E 00 04 4D 51 54 54 05 02 00 00 00 00 01 63");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("00 00")] // type 0
    [InlineData("0F 00")]
    [Mqtt5("MQTT-2.1.3-1")]
    public async Task The_reserved_packet_type_closes_with_0x81(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    [Mqtt5("MQTT-2.1.3-1")]
    public async Task Every_packet_of_the_broker_has_the_flags_that_its_type_demands()
    {
        OnAuth last = (_, _, _) => ValueTask.FromResult(EnhancedAuthResponse.Accept());
        var broker = await StartAsync(new HookWrapper
        {
            OnEnhancedAuth = _ => (_, _, _) => ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue("?"u8.ToArray(), last)),
        });
        var client = broker.Open();
        var first = new List<byte>();
        async Task<ReceivedPacket> ReadAsync()
        {
            var packet = await client.ReadAsync();
            first.Add(packet.First);
            return packet;
        }

        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("m")]));
        await ReadAsync(); // AUTH
        await client.SendAsync(Packet.Auth(0x18, "m"));
        await ReadAsync(); // CONNACK
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 2)));
        await ReadAsync(); // SUBACK
        await client.PublishAsync("other", qos: 1, packetId: 2);
        await ReadAsync(); // PUBACK
        await client.PublishAsync("other", qos: 2, packetId: 3);
        await ReadAsync(); // PUBREC
        await client.SendAsync(Packet.Ack(6, 3));
        await ReadAsync(); // PUBCOMP
        await broker.Services.Publisher.PublishAsync(new Message { TopicName = "t", QoS = QoS.ExactlyOnce });
        var publish = await ReadAsync(); // PUBLISH: QoS 2, neither DUP nor RETAIN
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        await ReadAsync(); // PUBREL
        await client.SendAsync(Packet.Ack(7, publish.PacketId));
        await client.SendAsync(Packet.Unsubscribe(4, 5, "t"));
        await ReadAsync(); // UNSUBACK
        await client.SendHexAsync("C0 00");
        await ReadAsync(); // PINGRESP
        await client.SendHexAsync("C0 01 00");
        await ReadAsync(); // DISCONNECT
        Assert.Equal("F0 20 90 40 50 70 34 62 B0 D0 E0", string.Join(' ', first.Select(b => b.ToString("X2", null))));
    }

    [Fact]
    [Mqtt5("MQTT-2.2.1-2")]
    public async Task A_qos_0_publish_has_no_packet_identifier()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        // Topic "t", Property Length 0, then at once the payload AA BB; the same bytes come back.
        await client.SendHexAsync("30 06 00 01 74 00 AA BB");
        await client.ExpectAsync(Hex("30 06 00 01 74 00 AA BB"));

        // A QoS 1 message to a QoS 0 subscription loses its identifier.
        await client.SubscribeAsync("t", 0);
        await client.SendHexAsync("32 08 00 01 74 00 07 00 AA BB");
        await client.ExpectAsync(Hex("30 06 00 01 74 00 AA BB"));
    }

    [Theory]
    [InlineData("32 06 00 01 74 00 00 00")] // PUBLISH QoS 1
    [InlineData("34 06 00 01 74 00 00 00")] // PUBLISH QoS 2
    [InlineData("82 07 00 00 00 00 01 74 00")] // SUBSCRIBE
    [InlineData("A2 06 00 00 00 00 01 74")] // UNSUBSCRIBE
    [InlineData("40 02 00 00")] // PUBACK
    [InlineData("50 02 00 00")] // PUBREC
    [InlineData("62 02 00 00")] // PUBREL
    [InlineData("70 02 00 00")] // PUBCOMP
    [Mqtt5("MQTT-2.2.1-3")]
    public async Task Packet_identifier_0_closes_with_0x82(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x82);
    }

    [Fact]
    [Mqtt5("MQTT-2.2.1-4")]
    public async Task Messages_in_flight_have_distinct_packet_identifiers_that_are_not_0()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        var ids = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            await broker.Services.Publisher.PublishAsync(new Message { TopicName = "t", QoS = i % 2 == 0 ? QoS.AtLeastOnce : QoS.ExactlyOnce });
            ids.Add((await client.ReadAsync(3)).PacketId);
        }

        Assert.DoesNotContain(0, ids);
        Assert.Equal(10, ids.Distinct().Count());
    }

    [Fact]
    [Mqtt5("MQTT-2.2.1-4")]
    public async Task Packet_identifiers_that_are_in_flight_are_passed_over_when_the_numbers_begin_anew()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        var open = new HashSet<int>();
        var message = new Message { TopicName = "t", QoS = QoS.AtLeastOnce };
        for (var i = 0; i < 3; i++)
        {
            await broker.Services.Publisher.PublishAsync(message);
            open.Add((await client.ReadAsync(3)).PacketId);
        }

        // More messages than there are identifiers; each is acknowledged at once, the first three never.
        for (var i = 0; i < 66_000; i++)
        {
            await broker.Services.Publisher.PublishAsync(message);
            var id = (await client.ReadAsync(3)).PacketId;
            if (id == 0 || open.Contains(id)) Assert.Fail($"message {i} has Packet Identifier {id}, which is 0 or in flight");
            await client.SendAsync(Packet.Ack(4, id));
        }

        Assert.Equal(3, open.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(65535)]
    [Mqtt5("MQTT-2.2.1-5")]
    public async Task Acknowledgements_echo_the_packet_identifier_of_the_publish(int id)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        byte[] echoed = Packet.U16(id);

        await publisher.PublishAsync("t", qos: 1, packetId: id);
        await publisher.ExpectAsync([0x40, 2, .. echoed]);
        await subscriber.CompleteAsync(await subscriber.ReadAsync(3));

        await publisher.PublishAsync("t", qos: 2, packetId: id);
        await publisher.ExpectAsync([0x50, 2, .. echoed]);
        await publisher.SendAsync([0x62, 2, .. echoed]);
        await publisher.ExpectAsync([0x70, 2, .. echoed]);

        // The broker as the sender: its PUBREL has the identifier of its own PUBLISH.
        var publish = await subscriber.ReadAsync(3);
        await subscriber.SendAsync(Packet.Ack(5, publish.PacketId));
        await subscriber.ExpectAsync([0x62, 2, .. Packet.U16(publish.PacketId)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(65535)]
    [Mqtt5("MQTT-2.2.1-6")]
    public async Task Suback_and_unsuback_echo_the_packet_identifier_of_the_request(int id)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(id, 5, [], ("t", 1)));
        await client.ExpectAsync([0x90, 4, .. Packet.U16(id), 0, 1]);
        await client.SendAsync(Packet.Unsubscribe(id, 5, "t"));
        await client.ExpectAsync([0xB0, 4, .. Packet.U16(id), 0, 0]);
    }

    [Fact]
    [Mqtt5("MQTT-2.2.2-1")]
    public async Task Packets_of_the_broker_state_the_length_0_when_they_have_no_properties()
    {
        var refuse = new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                if (request.ClientId == "refused") request.Reject(ReasonCode.Banned);
                return default;
            },
        };
        var broker = await StartAsync(refuse);
        var refused = broker.Open();
        await refused.SendAsync(Packet.Connect("refused"));
        await refused.ExpectAsync(0x20, 0x03, 0x00, 0x8A, 0x00); // CONNACK: flags, reason, Property Length 0

        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(5, 5, [], ("t", 1)));
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x05, 0x00, 0x01); // SUBACK: identifier, Property Length 0, reason
        await client.PublishAsync("t", "x");
        await client.ExpectAsync(0x30, 0x05, 0x00, 0x01, (byte)'t', 0x00, (byte)'x'); // PUBLISH: topic, Property Length 0, payload
        await client.SendAsync(Packet.Unsubscribe(6, 5, "t"));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x06, 0x00, 0x00); // UNSUBACK: identifier, Property Length 0, reason
    }

    [Theory]
    [InlineData("30 03 00 01 74")] // PUBLISH that ends with its topic
    [InlineData("82 02 00 01")] // SUBSCRIBE that ends with its Packet Identifier
    [InlineData("A2 02 00 01")] // UNSUBSCRIBE likewise
    [Mqtt5("MQTT-2.2.2-1")]
    public async Task A_packet_without_a_property_length_closes_with_0x81(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    [Mqtt5("MQTT-2.2.2-1")]
    public async Task A_connect_without_a_property_length_is_refused_with_0x81()
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [5, 2, 0, 0]), 0x81);
        // And one whose will has no Property Length before the Will Topic "wt": its first byte is taken for one.
        await broker.ExpectRefusalAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [5, 6, 0, 0, 0], Packet.Utf8("c"), Packet.Utf8("wt"), Packet.Binary(Encoding.UTF8.GetBytes("x"))), 0x81);
    }
}
