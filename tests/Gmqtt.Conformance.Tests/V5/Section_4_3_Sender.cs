using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>The acknowledgement flows with the server as the sender, and what is sent again (4.4).</summary>
public sealed class Section_4_3_Sender
{
    private static readonly byte[] Expiry = Packet.SessionExpiry(3600);

    [Theory]
    [Mqtt5("MQTT-4.3.1-1")]
    [Mqtt5("MQTT-4.3.2-2")]
    [Mqtt5("MQTT-4.3.3-2")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_first_delivery_has_DUP_0(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos, packetId: 1);
        if (qos > 0) await publisher.PublishAsync("a", "2", qos, packetId: 2, dup: true); // the publisher's DUP is not passed on
        else await publisher.PublishAsync("a", "2");
        foreach (var publish in await subscriber.ReadPublishesAsync(2)) Assert.Equal((false, qos), (publish.Dup, publish.QoS));
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.3.2-1")]
    [Mqtt5("MQTT-4.3.3-1")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Messages_in_flight_have_packet_identifiers_of_their_own(int qos)
    {
        await using var broker = await TestBroker.StartAsync(o => o with { MaxInflight = 3 });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 10; i++) await publisher.PublishFullyAsync("a", $"{i}", qos, packetId: i);
        var open = await subscriber.ReadPublishesAsync(3);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(3, open.Select(p => p.PacketId).Distinct().Count());
            Assert.DoesNotContain(open, p => p.PacketId == 0);
            await subscriber.AcknowledgeAsync(open[1]); // the one in the middle
            open.RemoveAt(1);
            open.Add(await subscriber.ReadAsync(3));
        }

        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.2-3")]
    [Mqtt5("MQTT-4.4.0-1")]
    public async Task A_QoS_1_message_is_unacknowledged_until_its_PUBACK_and_sent_again_on_a_new_connection()
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, first) = await DeliverAsync(broker, 1);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        // PUBLISH QoS 1 with DUP | "a" | the same Packet Identifier | no properties | "1"
        await subscriber.ExpectAsync(0x3A, 0x07, 0x00, 0x01, (byte)'a', 0x00, (byte)first.PacketId, 0x00, (byte)'1');
        await subscriber.SendAsync(0x40, 0x02, 0x00, (byte)first.PacketId);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-3")]
    [Mqtt5("MQTT-4.4.0-1")]
    public async Task A_QoS_2_message_is_sent_again_until_its_PUBREC()
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, first) = await DeliverAsync(broker, 2);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        await subscriber.ExpectAsync(0x3C, 0x07, 0x00, 0x01, (byte)'a', 0x00, (byte)first.PacketId, 0x00, (byte)'1');
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-4")]
    [Mqtt5("MQTT-4.3.3-5")]
    [Mqtt5("MQTT-4.3.3-6")]
    [Mqtt5("MQTT-4.4.0-1")]
    public async Task After_PUBREC_only_the_PUBREL_is_sent_again_until_its_PUBCOMP()
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, first) = await DeliverAsync(broker, 2);
        await subscriber.SendAsync(0x50, 0x02, 0x00, (byte)first.PacketId);
        await subscriber.ExpectAsync(0x62, 0x02, 0x00, (byte)first.PacketId);
        for (var i = 0; i < 2; i++)
        {
            await subscriber.DropAsync();
            subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
            await subscriber.ExpectAsync(0x62, 0x02, 0x00, (byte)first.PacketId); // PUBREL, and no PUBLISH before or after it
            await subscriber.ExpectNothingAsync();
        }

        await subscriber.SendAsync(0x70, 0x02, 0x00, (byte)first.PacketId);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.3.3-4")]
    [Mqtt5("MQTT-4.4.0-2")]
    [InlineData(1, 0x80)]
    [InlineData(1, 0x97)]
    [InlineData(2, 0x80)]
    [InlineData(2, 0x91)]
    public async Task A_refused_message_counts_as_acknowledged(int qos, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, first) = await DeliverAsync(broker, qos);
        await subscriber.SendAsync(Packet.Ack(qos == 1 ? 4 : 5, first.PacketId, code));
        await subscriber.ExpectNothingAsync(); // no PUBREL
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.3.3-7")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_does_not_expire_once_it_was_sent(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: Expiry);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("a", "1", qos, packetId: 1, properties: [0x02, 0, 0, 0, 1]); // Message Expiry Interval 1
        var first = await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        var again = await subscriber.ReadAsync(3);
        Assert.Equal((first.PacketId, "1", true), (again.PacketId, again.Payload, again.Dup));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.3.3-13")]
    public async Task The_flow_with_a_subscriber_goes_on_after_the_message_has_expired()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("a", "1", qos: 2, packetId: 1, properties: [0x02, 0, 0, 0, 1]); // Message Expiry Interval 1
        var publish = await subscriber.ReadAsync(3);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        await subscriber.AcknowledgeAsync(publish); // reads the PUBREL that answers PUBREC
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.4.0-1")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_is_sent_again_while_the_connection_lasts(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, _) = await DeliverAsync(broker, qos);
        await broker.AdvanceAsync(TimeSpan.FromMinutes(5));
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.4.0-1")]
    public async Task Nothing_is_sent_again_after_a_clean_start()
    {
        await using var broker = await TestBroker.StartAsync();
        var (subscriber, _) = await DeliverAsync(broker, 1);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: true, properties: Expiry);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    /// <summary>A subscriber with a session that is kept, and a PUBLISH of "1" to "a" it has not acknowledged.</summary>
    private static async Task<(RawClient Subscriber, ReceivedPacket Publish)> DeliverAsync(TestBroker broker, int qos)
    {
        var subscriber = await broker.ConnectAsync("s", properties: Expiry);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos, packetId: 1);
        return (subscriber, await subscriber.ReadAsync(3));
    }
}
