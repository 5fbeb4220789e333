using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Shared subscriptions (4.8) and flow control (4.9).</summary>
public sealed class Section_4_8
{
    private static readonly byte[] Expiry = Packet.SessionExpiry(3600);

    [Theory]
    [Mqtt5("MQTT-4.8.2-1")]
    [Mqtt5("MQTT-4.8.2-2")]
    [InlineData("$share//a")] // no name
    [InlineData("$share/g")] // no filter
    [InlineData("$share/g/")] // an empty filter
    [InlineData("$share/+/a")]
    [InlineData("$share/#/a")]
    [InlineData("$share/g+/a")]
    [InlineData("$share/g#/a")]
    [InlineData("$share/")]
    [InlineData("$share/g/a#")] // the filter is one that could not stand alone
    public async Task A_shared_subscription_without_a_proper_name_and_filter_is_refused_with_0x8F(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0x8F], (await client.SubscribeAsync(filter)).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.8.2-1")]
    [Mqtt5("MQTT-4.8.2-2")]
    [InlineData("$share/g/a/b")]
    [InlineData("$share/g/+/b")]
    [InlineData("$share/g/#")]
    [InlineData("$share/$g/a/b")]
    public async Task A_shared_subscription_matches_by_the_filter_behind_its_name(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0], (await client.SubscribeAsync(filter)).ReasonCodes);
        await client.PublishAsync("a/b", "1");
        Assert.Equal("a/b", (await client.ReadAsync(3)).Topic);
        await client.PublishAsync("g/a/b", "1");
        if (filter != "$share/g/#") await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.8.2-3")]
    public async Task Each_member_gets_messages_at_the_QoS_it_was_granted()
    {
        await using var broker = await TestBroker.StartAsync();
        var members = new RawClient[3];
        for (var qos = 0; qos < 3; qos++)
        {
            members[qos] = await broker.ConnectAsync($"m{qos}");
            await members[qos].SubscribeAsync("$share/g/a", qos);
        }

        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 2, packetId: i);
        for (var qos = 0; qos < 3; qos++) Assert.Equal(qos, (await members[qos].TakeAsync()).QoS); // one message for each, by turns
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.8.2-3")]
    public async Task A_member_that_inherits_a_message_gets_it_at_the_QoS_it_was_granted_itself()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("first");
        await first.SubscribeAsync("$share/g/a", 1, properties: [0x0B, 1]); // Subscription Identifier 1
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos: 1, packetId: 1);
        await first.ReadAsync(3);
        var second = await broker.ConnectAsync("second");
        await second.SubscribeAsync("$share/g/a", 0, properties: [0x0B, 2]); // QoS 0, Subscription Identifier 2
        await first.DropAsync(); // its session ends with it
        var inherited = await second.ReadAsync(3);
        Assert.Equal(("1", 0), (inherited.Payload, inherited.QoS));
        Assert.Equal([2], inherited.SubscriptionIds);
        await second.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.8.2-4")]
    public async Task A_delivery_that_has_begun_is_completed_to_the_same_member_after_its_return()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("first", properties: Expiry);
        await first.SubscribeAsync("$share/g/a", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos: 2, packetId: 1);
        var begun = await first.ReadAsync(3);
        await first.DropAsync();
        var second = await broker.ConnectAsync("second");
        await second.SubscribeAsync("$share/g/a", 2);
        await second.ExpectNothingAsync();
        first = await broker.ConnectAsync("first", clean: false, properties: Expiry);
        var again = await first.TakeAsync();
        Assert.Equal((begun.PacketId, "1", true), (again.PacketId, again.Payload, again.Dup));
        await second.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.8.2-5")]
    [InlineData(1, "1")] // another member should get it
    [InlineData(2, null)] // no other member may get it
    public async Task When_the_session_of_a_member_ends_another_gets_what_was_sent_at_QoS_1_and_not_at_QoS_2(int qos, string? inherited)
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("first", properties: Expiry);
        await first.SubscribeAsync("$share/g/a", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos, packetId: 1);
        await first.ReadAsync(3);
        var second = await broker.ConnectAsync("second");
        await second.SubscribeAsync("$share/g/a", 2);
        await first.DisconnectAsync(properties: Packet.SessionExpiry(0)); // the session ends now
        if (inherited is not null) Assert.Equal(inherited, (await second.TakeAsync()).Payload);
        await second.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.8.2-6")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_that_a_member_refuses_goes_to_nobody_else(int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("first");
        await first.SubscribeAsync("$share/g/a", qos);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a", "1", qos, packetId: 1);
        var refused = await first.ReadAsync(3);
        var second = await broker.ConnectAsync("second");
        await second.SubscribeAsync("$share/g/a", qos);
        await first.SendAsync(Packet.Ack(qos == 1 ? 4 : 5, refused.PacketId, 0x83));
        await first.ExpectNothingAsync();
        await first.DropAsync();
        await second.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.9.0-1")]
    [Mqtt5("MQTT-4.9.0-2")]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public async Task No_more_than_Receive_Maximum_messages_are_open_and_each_completion_lets_one_go(int qos, byte maximum)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: [0x21, 0, maximum]);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 6; i++) await publisher.PublishFullyAsync("a", $"{i}", qos, packetId: i);
        var open = new Queue<ReceivedPacket>(await subscriber.ReadPublishesAsync(maximum));
        for (var next = maximum + 1; next <= 6; next++)
        {
            await subscriber.ExpectNothingAsync();
            await subscriber.AcknowledgeAsync(open.Dequeue());
            open.Enqueue(await subscriber.ReadAsync(3));
            Assert.Equal($"{next}", open.Last().Payload);
        }

        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.9.0-2")]
    public async Task PUBREC_alone_does_not_let_another_message_go()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: [0x21, 0, 1]);
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 2; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 2, packetId: i);
        var first = await subscriber.ReadAsync(3);
        await subscriber.SendAsync(Packet.Ack(5, first.PacketId));
        await subscriber.ReadAsync(6);
        await subscriber.ExpectNothingAsync();
        await subscriber.SendAsync(Packet.Ack(7, first.PacketId));
        Assert.Equal("2", (await subscriber.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.9.0-3")]
    public async Task Everything_but_QoS_1_and_2_goes_on_while_the_quota_is_used_up()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: [0x21, 0, 1]); // Receive Maximum 1
        await subscriber.SubscribeAsync("a", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 1, packetId: i);
        Assert.Equal("1", (await subscriber.ReadAsync(3)).Payload);
        await publisher.PublishAsync("a", "QoS 0");
        Assert.Equal(("QoS 0", 0), await DescribeAsync(subscriber));
        await subscriber.SubscribeAsync("b", 0, packetId: 2);
        await subscriber.SendAsync(Packet.Unsubscribe(3, 5, "b"));
        await subscriber.ReadAsync(11);
        await subscriber.PublishFullyAsync("c", "own", qos: 2, packetId: 4);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task<(string Payload, int QoS)> DescribeAsync(RawClient client)
    {
        var publish = await client.ReadAsync(3);
        return (publish.Payload, publish.QoS);
    }
}
