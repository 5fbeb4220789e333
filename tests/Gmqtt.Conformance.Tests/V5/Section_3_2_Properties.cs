using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.2.2.3 CONNACK Properties: what the broker does not support, and what becomes of clients that do not mind.</summary>
public sealed class Section_3_2_Properties : BrokerTest
{
    [Theory]
    [InlineData(QoS.AtMostOnce, 0)]
    [InlineData(QoS.AtLeastOnce, 1)]
    [InlineData(QoS.ExactlyOnce, null)] // 2 is said by leaving it out; no other value is allowed
    [Mqtt5("MQTT-3.2.2-9")]
    public async Task Maximum_qos_is_stated_when_it_is_below_2(QoS maximum, int? stated)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaximumQoS = maximum });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(stated, (int?)client.ConnAck.Number(0x24));
    }

    [Theory]
    [InlineData(QoS.AtMostOnce)]
    [InlineData(QoS.AtLeastOnce)]
    [Mqtt5("MQTT-3.2.2-10")]
    public async Task A_subscription_above_the_maximum_qos_is_accepted(QoS maximum)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaximumQoS = maximum });
        var client = await broker.ConnectAsync("c");
        for (var qos = 0; qos <= 2; qos++)
        {
            var granted = (await client.SubscribeAsync($"t/{qos}", qos)).ReasonCodes[0];
            Assert.InRange(granted, 0, qos);
        }

        await client.PublishAsync("t/2", "x");
        await client.ExpectPublishAsync("t/2", "x");
    }

    [Theory]
    [InlineData(QoS.AtMostOnce, 1)]
    [InlineData(QoS.AtMostOnce, 2)]
    [InlineData(QoS.AtLeastOnce, 2)]
    [Mqtt5("MQTT-3.2.2-11")]
    public async Task A_publish_above_the_maximum_qos_closes_with_0x9B(QoS maximum, int qos)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaximumQoS = maximum });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos, packetId: 1);
        await client.ExpectDisconnectAsync(0x9B);
    }

    [Theory]
    [InlineData(QoS.AtMostOnce, 1)]
    [InlineData(QoS.AtMostOnce, 2)]
    [InlineData(QoS.AtLeastOnce, 2)]
    [Mqtt5("MQTT-3.2.2-12")]
    public async Task A_will_above_the_maximum_qos_is_refused_with_0x9B(QoS maximum, int qos)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaximumQoS = maximum });
        await broker.ExpectRefusalAsync(Packet.ConnectWithWill("c", "will", "gone", qos: qos), 0x9B);
        await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", qos: (int)maximum));
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-13")]
    public async Task A_retained_will_is_refused_with_0x9A_where_nothing_is_retained()
    {
        var broker = await StartAsync(mqtt => mqtt with { RetainAvailable = false });
        await broker.ExpectRefusalAsync(Packet.ConnectWithWill("c", "will", "gone", retain: true), 0x9A);
        var (_, connAck) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone"));
        Assert.Equal(0, connAck.Number(0x25)); // Retain Available
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.2.2-14")]
    public async Task A_retained_publish_closes_with_0x9A_where_nothing_is_retained(int qos)
    {
        var broker = await StartAsync(mqtt => mqtt with { RetainAvailable = false });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos, packetId: 1, retain: true);
        await client.ExpectDisconnectAsync(0x9A);
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-15")]
    public async Task A_packet_beyond_the_maximum_packet_size_closes_with_0x95_before_all_of_it_has_come()
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxPacketSize = 100 });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(100, client.ConnAck.Number(0x27));
        await client.SubscribeAsync("t");

        // PUBLISH of exactly 100 bytes: 2 + 98
        await client.SendAsync(Packet.Publish("t", new byte[94]));
        Assert.Equal(94, (await client.ReadAsync(3)).PayloadBytes.Length);

        // The fixed header of one of 101 bytes is enough.
        await client.SendHexAsync("30 63");
        await client.ExpectDisconnectAsync(0x95);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(100, true)]
    [Mqtt5("MQTT-3.2.2-15")]
    public async Task The_maximum_packet_size_holds_for_every_packet(int filters, bool closed)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxPacketSize = 100 });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], [.. Enumerable.Repeat(("t", 0), filters)]));
        if (closed) await client.ExpectDisconnectAsync(0x95);
        else Assert.Equal(filters, (await client.ReadAsync(9)).ReasonCodes.Length);
    }

    [Theory]
    [InlineData(32, 33)]
    [InlineData(1, 2)]
    [InlineData(1, 65535)]
    [Mqtt5("MQTT-3.2.2-17")]
    [Mqtt5("MQTT-3.3.2-9")]
    public async Task A_topic_alias_above_the_maximum_closes_with_0x94(ushort maximum, ushort alias)
    {
        var broker = await StartAsync(mqtt => mqtt with { TopicAliasMaximum = maximum });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(maximum, client.ConnAck.Number(0x22));
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x", properties: [0x23, .. Packet.U16(maximum)]);
        await client.ExpectPublishAsync("t", "x");
        await client.PublishAsync("t", "x", properties: [0x23, .. Packet.U16(alias)]);
        await client.ExpectDisconnectAsync(0x94);
    }

    [Theory]
    [InlineData("t")]
    [InlineData("")]
    [Mqtt5("MQTT-3.2.2-18")]
    [Mqtt5("MQTT-3.3.2-9")]
    public async Task Without_a_topic_alias_maximum_any_alias_closes_with_0x94(string topic)
    {
        var broker = await StartAsync(mqtt => mqtt with { TopicAliasMaximum = 0 });
        var client = await broker.ConnectAsync("c");
        Assert.False(client.ConnAck.Has(0x22));
        await client.PublishAsync(topic, "x", properties: [0x23, 0x00, 0x01]);
        await client.ExpectDisconnectAsync(0x94);
    }

    [Theory]
    [InlineData(false, 20)]
    [InlineData(false, 5)]
    [InlineData(true, 20)]
    [Mqtt5("MQTT-3.2.2-19")]
    [Mqtt5("MQTT-3.2.2-20")]
    public async Task Reason_string_and_user_properties_of_a_refusal_give_way_to_the_clients_maximum_packet_size(bool exchange, byte maximum)
    {
        const string Long = "a reason that does not fit into twenty bytes";
        var why = new UserProperty("why", Long);
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.Banned, Long, [why]);
                return default;
            },
            OnEnhancedAuth = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.Banned, Long, [why]);
                return default;
            },
        });
        byte[] method = exchange ? [0x15, .. Packet.Utf8("m")] : [];
        var told = broker.Open();
        await told.SendAsync(Packet.Connect("c", properties: method));
        var connAck = await told.ReadAsync(2);
        Assert.Equal(((byte)0x8A, Long), (connAck.ReasonCode, connAck.Text(0x1F)));
        Assert.Equal([("why", Long)], connAck.UserProperties);

        var small = broker.Open();
        await small.SendAsync(Packet.Connect("c", properties: [.. method, 0x27, 0, 0, 0, maximum]));
        await small.ExpectAsync(0x20, 0x03, 0x00, 0x8A, 0x00);
        await small.ExpectClosedAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.2.2-20")]
    public async Task User_properties_of_a_success_give_way_to_the_clients_maximum_packet_size()
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                request.Options.UserProperties = [new UserProperty("name", "a value of some length")];
                request.Accept();
                return default;
            },
        });
        var told = await broker.ConnectAsync("told");
        Assert.Equal([("name", "a value of some length")], told.ConnAck.UserProperties);
        var small = await broker.ConnectAsync("small", properties: [0x27, 0, 0, 0, 20]);
        Assert.Empty(small.ConnAck.UserProperties);
        Assert.InRange(2 + small.ConnAck.Body.Length, 5, 20);
        await small.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [Mqtt5("MQTT-3.2.2-19")]
    public async Task The_brokers_own_reason_string_gives_way_too(bool emptyId, int reservedFlag)
    {
        // Refusals before anybody was asked: a policy on the identifier (0x85), or a flag that must be 0 (0x81).
        var broker = await StartAsync(mqtt => mqtt with { AllowZeroLengthClientId = false });
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWith(emptyId ? "" : "#", 5, (byte)(2 | reservedFlag), 0, [0x27, 0, 0, 0, 20]));
        await client.ExpectAsync(0x20, 0x03, 0x00, reservedFlag == 1 ? (byte)0x81 : (byte)0x85, 0x00);
        await client.ExpectClosedAsync();
    }
}
