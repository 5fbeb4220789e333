using Gmqtt.Hooks;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

/// <summary>Counters are exact after traffic that is known to the byte.</summary>
public sealed class StatsReaderTests
{
    [Fact]
    public async Task Packets_and_bytes_are_exact_for_the_broker_and_for_the_client()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        long sent = 0, received = 0;
        await SendAsync(Packet.Connect("c"));
        await ReadAsync(2);
        await SendAsync(Packet.Subscribe(1, 5, [], ("t", 2)));
        await ReadAsync(9);
        await SendAsync(Packet.Publish("t", "0"u8.ToArray()));
        await ReadAsync(3);
        await SendAsync(Packet.Publish("t", "1"u8.ToArray(), 1, 2));
        var one = await ReadAsync(3);
        await ReadAsync(4);
        await SendAsync(Packet.Ack(4, one.PacketId));
        await SendAsync(Packet.Publish("t", "2"u8.ToArray(), 2, 3));
        var two = await ReadAsync(3);
        await ReadAsync(5);
        await SendAsync(Packet.Ack(6, 3));
        await ReadAsync(7);
        await SendAsync(Packet.Ack(5, two.PacketId));
        await ReadAsync(6);
        await SendAsync(Packet.Ack(7, two.PacketId));
        await SendAsync(Packet.Unsubscribe(4, 5, "t"));
        await ReadAsync(11);
        await SendAsync([0xC0, 0x00]);
        await ReadAsync(13);

        var expectedReceived = new PacketCounts(1, 0, 3, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, sent);
        var expectedSent = new PacketCounts(0, 1, 3, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, received);
        var global = broker.Services.StatsManager.GetGlobalStats();
        var own = broker.Services.StatsManager.GetClientStats("c")!;
        Assert.Equal((expectedReceived, expectedSent), (global.Packets.Received, global.Packets.Sent));
        Assert.Equal((expectedReceived, expectedSent), (own.Packets.Received, own.Packets.Sent));
        Assert.Equal((11, 11), (expectedReceived.Total, expectedSent.Total));
        Assert.Equal(new SubscriptionStats(1, 0), global.Subscriptions);
        Assert.Equal((sent, received, sent, received), (global.PacketBytes.Received.Total, global.PacketBytes.Sent.Total, global.PacketBytes.Received.Bytes, global.PacketBytes.Sent.Bytes));
        Assert.Equal((2, 2, Packet.Connect("c").Length), (global.PacketBytes.Received.PingReq, global.PacketBytes.Sent.PingResp, global.PacketBytes.Received.Connect));

        async Task SendAsync(byte[] packet)
        {
            await client.SendAsync(packet);
            sent += packet.Length;
        }

        async Task<ReceivedPacket> ReadAsync(int type)
        {
            var packet = await client.ReadAsync(type);
            received += 1 + Packet.VarInt(packet.Body.Length).Length + packet.Body.Length;
            return packet;
        }
    }

    [Fact]
    public async Task Each_reason_to_drop_is_counted_by_QoS_and_told_to_the_hook()
    {
        var dropped = new List<(string, string, DropReason)>();
        await using var broker = await TestBroker.StartAsync(
            mqtt => mqtt with { MaxQueuedMessages = 2, QueueQoS0Messages = false },
            new HookWrapper
            {
                OnMsgDropped = next => (id, message, reason) =>
                {
                    dropped.Add((id, System.Text.Encoding.UTF8.GetString(message.Payload.Span), reason));
                    next(id, message, reason);
                },
            });
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: [.. Packet.SessionExpiry(5), 0x27, 0, 0, 0, 60]); // Maximum Packet Size 60
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", new string('x', 100), qos: 1, packetId: 1);
        await publisher.ReadAsync(4);
        await subscriber.DropAsync();
        await publisher.PublishAsync("t", "offline");
        foreach (var payload in new[] { "1", "2", "3" }) await publisher.PublishAsync("t", payload, qos: 1, packetId: 2);
        for (var i = 0; i < 3; i++) await publisher.ReadAsync(4);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("s") is null);

        Assert.Equal(
            [
                ("s", new string('x', 100), DropReason.ExceedsMaximumPacketSize), ("s", "offline", DropReason.OfflineQoS0), ("s", "1", DropReason.QueueFull),
                ("s", "2", DropReason.SessionEnded), ("s", "3", DropReason.SessionEnded),
            ],
            dropped);
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        Assert.Equal((1, 1), (messages.QoS0.Dropped[DropReason.OfflineQoS0], messages.QoS0.Dropped.Values.Sum()));
        Assert.Equal(
            (1, 1, 2, 4),
            (messages.QoS1.Dropped[DropReason.ExceedsMaximumPacketSize], messages.QoS1.Dropped[DropReason.QueueFull], messages.QoS1.Dropped[DropReason.SessionEnded],
                messages.QoS1.Dropped.Values.Sum()));
    }

    [Fact]
    public async Task The_queue_drops_in_the_documented_order()
    {
        var dropped = new List<(string, DropReason)>();
        await using var broker = await TestBroker.StartAsync(
            mqtt => mqtt with { MaxQueuedMessages = 4, MaxInflight = 1, InflightExpiry = TimeSpan.FromSeconds(30) },
            new HookWrapper { OnMsgDropped = _ => (_, message, reason) => dropped.Add((System.Text.Encoding.UTF8.GetString(message.Payload.Span), reason)) });
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "in flight", qos: 1, packetId: 1);
        await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        await PublishAsync("a", 1);
        await PublishAsync("zero", 0);
        await PublishAsync("short", 1, expiry: 2);
        await PublishAsync("b", 1);      // full: the first QoS 0 goes
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        await PublishAsync("c", 1);      // what has expired goes
        await PublishAsync("d", 1);      // the oldest goes
        await PublishAsync("new zero", 0); // a new QoS 0 goes itself
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        await PublishAsync("e", 1);      // what was in flight for too long goes
        Assert.Equal(
            [
                ("zero", DropReason.QueueFull), ("short", DropReason.Expired), ("a", DropReason.QueueFull), ("new zero", DropReason.QueueFull),
                ("in flight", DropReason.InflightExpired),
            ],
            dropped);
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        foreach (var expected in new[] { "b", "c", "d", "e" })
        {
            var message = await subscriber.ReadAsync(3);
            Assert.Equal(expected, message.Payload);
            await subscriber.SendAsync(Packet.Ack(4, message.PacketId));
        }

        async Task PublishAsync(string payload, int qos, byte? expiry = null)
        {
            await publisher.PublishAsync("t", payload, qos, qos, properties: expiry is { } seconds ? [0x02, 0, 0, 0, seconds] : []);
            await publisher.SendAsync(0xC0, 0x00);
            while ((await publisher.ReadAsync()).Type != 13)
            {
            }
        }
    }
}
