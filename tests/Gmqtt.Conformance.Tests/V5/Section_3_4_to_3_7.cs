using Gmqtt.Broker;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.4 PUBACK, 3.5 PUBREC, 3.6 PUBREL, 3.7 PUBCOMP.</summary>
public sealed class Section_3_4_to_3_7 : BrokerTest
{
    private const string Long = "a reason that does not fit into twenty bytes";

    // The same nine codes for PUBACK and PUBREC.
    private static readonly byte[] Listed = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

    public static TheoryData<ReasonCode, int> RefusalsByPlugins
    {
        get
        {
            var data = new TheoryData<ReasonCode, int>();
            foreach (var code in Enum.GetValues<ReasonCode>().Where(code => (byte)code >= 0x80))
            {
                data.Add(code, 1);
                data.Add(code, 2);
            }

            return data;
        }
    }

    public static TheoryData<int, byte> NotListed
    {
        get
        {
            var data = new TheoryData<int, byte>();
            foreach (var code in new byte[] { 0x01, 0x11, 0x18, 0x81, 0x82, 0x8E, 0x92, 0x93, 0xA2, 0xFF })
            {
                data.Add(4, code);
                data.Add(5, code);
            }

            foreach (var code in new byte[] { 0x01, 0x10, 0x11, 0x80, 0x83, 0x87, 0x91, 0x97, 0xFF })
            {
                data.Add(6, code);
                data.Add(7, code);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.4.2-1")]
    [Mqtt5("MQTT-3.5.2-1")]
    public async Task A_publish_is_acknowledged_with_0x00_or_with_0x10_where_nobody_gets_it(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        var type = qos == 1 ? 4 : 5;
        await client.PublishAsync("t", "x", qos, packetId: 1);
        await client.ExpectAsync(Packet.Ack(type, 1, 0x10)); // packet type, 3 bytes, identifier, 0x10
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        await client.PublishAsync("t", "x", qos, packetId: 2);
        await client.ExpectAsync(Packet.Ack(type, 2)); // the short form of 0x00
    }

    [Theory]
    [MemberData(nameof(RefusalsByPlugins))]
    [Mqtt5("MQTT-3.4.2-1")]
    [Mqtt5("MQTT-3.5.2-1")]
    public async Task A_plugin_cannot_make_the_broker_send_a_code_that_is_not_for_puback_or_pubrec(ReasonCode code, int qos)
    {
        var broker = await StartAsync(Refusing(code, null));
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#", 2);
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos, packetId: 1);
        // A listed code is passed on; any other becomes 0x80. The message goes nowhere.
        await client.ExpectAsync(Packet.Ack(qos == 1 ? 4 : 5, 1, Listed.Contains((byte)code) ? (byte)code : (byte)0x80));
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.4.2-1")]
    [Mqtt5("MQTT-3.5.2-1")]
    public async Task A_payload_that_is_not_what_it_says_gets_0x99_where_the_broker_looks_at_it(int qos)
    {
        var broker = await StartAsync(mqtt => mqtt with { ValidatePayloadFormat = true });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.SendAsync(Packet.Publish("t", [0xFF], qos, packetId: 1, properties: [0x01, 0x01]));
        await client.ExpectAsync(Packet.Ack(qos == 1 ? 4 : 5, 1, 0x99));
        await client.SendAsync(Packet.Publish("t", [0xFF], qos, packetId: 2, properties: [0x01, 0x00])); // bytes are bytes
        await client.ExpectPublishAsync("t", "\uFFFD");
        await client.ExpectAsync(Packet.Ack(qos == 1 ? 4 : 5, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.4.2-1")]
    [Mqtt5("MQTT-3.5.2-1")]
    public async Task One_retained_message_too_many_is_acknowledged_with_0x97(int qos)
    {
        var broker = await StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxRetainedMessages = 1 } });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("first", "x", retain: true);
        await client.PublishAsync("second", "x", qos, packetId: 1, retain: true);
        await client.ExpectAsync(Packet.Ack(qos == 1 ? 4 : 5, 1, 0x97));
        await client.SubscribeAsync("#");
        await client.ExpectPublishAsync("first", "x");
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.5.2-1")]
    public async Task One_open_message_too_many_is_refused_with_0x97_where_it_does_not_close_the_connection()
    {
        var broker = await StartAsync(TestBroker.Defaults with
        {
            Mqtt = TestBroker.Defaults.Mqtt with { ServerReceiveMaximum = 2, DisconnectOnReceiveMaximumExceeded = false },
            Limits = new LimitOptions { MaxAwaitingRel = 2 },
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        for (var id = 1; id <= 2; id++)
        {
            await client.PublishAsync("t", "taken", qos: 2, packetId: id);
            await client.ExpectPublishAsync("t", "taken");
            await client.ExpectAsync(Packet.Ack(5, id));
        }

        await client.PublishAsync("t", "refused", qos: 2, packetId: 3);
        await client.ExpectAsync(0x50, 0x03, 0x00, 0x03, 0x97);
        await client.SendAsync(Packet.Ack(6, 1));
        await client.ReadAsync(7);
        await client.PublishAsync("t", "taken", qos: 2, packetId: 3); // the identifier is free: a new message
        await client.ExpectPublishAsync("t", "taken");
        await client.ExpectAsync(Packet.Ack(5, 3));
    }

    [Theory]
    [MemberData(nameof(NotListed))]
    [Mqtt5("MQTT-3.4.2-1")]
    [Mqtt5("MQTT-3.5.2-1")]
    [Mqtt5("MQTT-3.6.2-1")]
    [Mqtt5("MQTT-3.7.2-1")]
    public async Task An_acknowledgement_with_a_code_that_is_not_its_own_closes_with_0x82(int type, byte code)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Ack(type, 1, code));
        await client.ExpectDisconnectAsync(0x82);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.4.2-2")]
    [Mqtt5("MQTT-3.4.2-3")]
    [Mqtt5("MQTT-3.5.2-2")]
    [Mqtt5("MQTT-3.5.2-3")]
    public async Task Reason_string_and_user_properties_give_way_to_the_clients_maximum_packet_size(int qos)
    {
        var broker = await StartAsync(Refusing(ReasonCode.NotAuthorized, Long));
        var told = await broker.ConnectAsync("told");
        await told.PublishAsync("t", "x", qos, packetId: 1);
        var answer = await told.ReadAsync(qos == 1 ? 4 : 5);
        Assert.Equal(((byte)0x87, Long), (answer.ReasonCode, answer.Text(0x1F)));
        Assert.Equal([("why", Long)], answer.UserProperties);

        var small = await broker.ConnectAsync("small", properties: [0x27, 0, 0, 0, 20]);
        await small.PublishAsync("t", "x", qos, packetId: 1);
        await small.ExpectAsync(Packet.Ack(qos == 1 ? 4 : 5, 1, 0x87));
    }

    [Theory]
    [InlineData("60 02 00 01")]
    [InlineData("61 02 00 01")]
    [InlineData("63 02 00 01")]
    [InlineData("6A 02 00 01")] // DUP was allowed here before 3.1.1
    [Mqtt5("MQTT-3.6.1-1")]
    public async Task A_pubrel_with_other_flags_than_0010_closes_with_0x81(string pubRel)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.ReadAsync(5);
        await client.SendHexAsync(pubRel);
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    [Mqtt5("MQTT-3.6.2-1")]
    [Mqtt5("MQTT-3.6.2-2")]
    [Mqtt5("MQTT-3.6.2-3")]
    public async Task The_brokers_pubrel_says_0x00_or_0x92_and_no_more()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x27, 0, 0, 0, 20]);
        await client.SubscribeAsync("t", 2);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        var publish = await client.ExpectPublishAsync("t", "x");
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        await client.ExpectAsync([0x62, 0x02, .. Packet.U16(publish.PacketId)]);
        await client.SendAsync(Packet.Ack(5, 777)); // PUBREC of what was never sent
        await client.ExpectAsync(0x62, 0x03, 0x03, 0x09, 0x92);
    }

    [Fact]
    [Mqtt5("MQTT-3.7.2-1")]
    [Mqtt5("MQTT-3.7.2-2")]
    [Mqtt5("MQTT-3.7.2-3")]
    public async Task The_brokers_pubcomp_says_0x00_or_0x92_and_no_more()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x27, 0, 0, 0, 20]);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Ack(6, 1));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x01);
        await client.SendAsync(Packet.Ack(6, 1)); // released already
        await client.ExpectAsync(0x70, 0x03, 0x00, 0x01, 0x92);
    }

    [Fact]
    [Mqtt5("MQTT-3.6.2-1")]
    [Mqtt5("MQTT-3.7.2-1")]
    public async Task The_client_may_say_0x92_itself()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        var publish = await client.ExpectPublishAsync("t", "x");
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Ack(6, 1, 0x92));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x01);
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        await client.ReadAsync(6);
        await client.SendAsync(Packet.Ack(7, publish.PacketId, 0x92));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("")] // Property Length 0 alone
    [InlineData("1F 00 03 77 68 79")] // Reason String "why"
    [InlineData("26 00 01 61 00 01 31 26 00 01 61 00 01 32")] // two User Properties of one name
    [Mqtt5("MQTT-3.4.2-2")]
    [Mqtt5("MQTT-3.4.2-3")]
    [Mqtt5("MQTT-3.5.2-2")]
    [Mqtt5("MQTT-3.5.2-3")]
    [Mqtt5("MQTT-3.6.2-2")]
    [Mqtt5("MQTT-3.6.2-3")]
    [Mqtt5("MQTT-3.7.2-2")]
    [Mqtt5("MQTT-3.7.2-3")]
    public async Task The_client_may_give_its_reasons_within_the_brokers_maximum_packet_size(string properties)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxPacketSize = 100 });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        byte[] block = Packet.Props(5, Hex(properties));
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        var first = await client.ExpectPublishAsync("t", "1");
        await client.ReadAsync(4);
        await client.SendAsync(Packet.Of(0x40, Packet.U16(first.PacketId), [0x00], block));
        await client.PublishAsync("t", "2", qos: 2, packetId: 2);
        var second = await client.ExpectPublishAsync("t", "2");
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Of(0x62, Packet.U16(2), [0x00], block));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x02);
        await client.SendAsync(Packet.Of(0x50, Packet.U16(second.PacketId), [0x00], block));
        await client.ExpectAsync([0x62, 0x02, .. Packet.U16(second.PacketId)]);
        await client.SendAsync(Packet.Of(0x70, Packet.U16(second.PacketId), [0x00], block));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(0x40, true)]
    [InlineData(0x50, true)]
    [InlineData(0x62, true)]
    [InlineData(0x70, true)]
    [InlineData(0x40, false)]
    [InlineData(0x50, false)]
    [InlineData(0x62, false)]
    [InlineData(0x70, false)]
    [Mqtt5("MQTT-3.4.2-2")]
    [Mqtt5("MQTT-3.4.2-3")]
    [Mqtt5("MQTT-3.5.2-2")]
    [Mqtt5("MQTT-3.5.2-3")]
    [Mqtt5("MQTT-3.6.2-2")]
    [Mqtt5("MQTT-3.6.2-3")]
    [Mqtt5("MQTT-3.7.2-2")]
    [Mqtt5("MQTT-3.7.2-3")]
    public async Task Reasons_beyond_the_brokers_maximum_packet_size_close_with_0x95(byte first, bool reasonString)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxPacketSize = 100 });
        var client = await broker.ConnectAsync("c");
        var text = new string('x', 100);
        byte[] properties = reasonString ? [0x1F, .. Packet.Utf8(text)] : Packet.UserProperty("k", text);
        await client.SendAsync(Packet.Of(first, [0x00, 0x01, 0x00], Packet.Props(5, properties)));
        await client.ExpectDisconnectAsync(0x95);
    }

    [Theory]
    [InlineData("40 0B 00 01 00 07 1F 00 01 61 1F 00 00")] // a Reason String twice
    [InlineData("50 0B 00 01 00 07 1F 00 01 61 1F 00 00")]
    [InlineData("62 0B 00 01 00 07 1F 00 01 61 1F 00 00")]
    [InlineData("70 0B 00 01 00 07 1F 00 01 61 1F 00 00")]
    [InlineData("40 09 00 01 00 05 11 00 00 00 01")] // Session Expiry Interval, which has no business here
    [Mqtt5("MQTT-3.4.2-2")]
    [Mqtt5("MQTT-3.5.2-2")]
    [Mqtt5("MQTT-3.6.2-2")]
    [Mqtt5("MQTT-3.7.2-2")]
    public async Task Properties_that_an_acknowledgement_cannot_have_close_with_0x82(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x82);
    }

    private static HookWrapper Refusing(ReasonCode code, string? reason) => new()
    {
        OnMsgArrived = _ => (_, request, _) =>
        {
            request.Reject(code, reason, reason is null ? null : [new UserProperty("why", reason)]);
            return default;
        },
    };
}
