using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests;

public sealed class SmokeTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_message_goes_from_a_publisher_to_a_subscriber_at_every_qos(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", version);
        var publisher = await broker.ConnectAsync("p", version);
        Assert.Equal([2], (await subscriber.SubscribeAsync("a/+", 2)).ReasonCodes);

        await publisher.PublishAsync("a/b", "zero");
        var zero = await subscriber.ReadAsync(3);
        Assert.Equal(("a/b", "zero", 0), (zero.Topic, zero.Payload, zero.QoS));

        await publisher.PublishAsync("a/b", "one", qos: 1, packetId: 7);
        await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x07);
        var one = await subscriber.ReadAsync(3);
        Assert.Equal(("one", 1, 1), (one.Payload, one.QoS, one.PacketId));
        await subscriber.SendAsync(Packet.Ack(4, one.PacketId));

        await publisher.PublishAsync("a/b", "two", qos: 2, packetId: 8);
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x08);
        await publisher.SendAsync(Packet.Ack(6, 8));
        await publisher.ExpectAsync(0x70, 0x02, 0x00, 0x08);
        var two = await subscriber.ReadAsync(3);
        Assert.Equal(("two", 2), (two.Payload, two.QoS));
        await subscriber.SendAsync(Packet.Ack(5, two.PacketId));
        await subscriber.ExpectAsync(0x62, 0x02, 0x00, (byte)two.PacketId);
        await subscriber.SendAsync(Packet.Ack(7, two.PacketId));
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task A_second_connection_takes_over_and_the_first_gets_0x8E()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("c");
        var second = await broker.ConnectAsync("c");
        await first.ExpectDisconnectAsync(0x8E);
        await second.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_session_is_resumed_with_what_was_in_flight_and_queued()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(60));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "1", qos: 1, packetId: 1);
        var first = await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        await publisher.PublishAsync("t", "2", qos: 1, packetId: 2);

        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(subscriber.ConnAck.SessionPresent);
        var again = await subscriber.ReadAsync(3);
        Assert.Equal(("1", true, first.PacketId), (again.Payload, again.Dup, again.PacketId));
        var next = await subscriber.ReadAsync(3);
        Assert.Equal(("2", false), (next.Payload, next.Dup));
    }
}
