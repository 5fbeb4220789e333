using System.Text;
using Gmqtt.Clients;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

/// <summary>IClientService.Queue: what a session has not got rid of yet.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task It_shows_what_is_in_flight_and_then_what_waits()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 2 });
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "one", qos: 2, packetId: 1);
        await publisher.PublishAsync("t", "two", qos: 1, packetId: 2);
        var first = await client.ReadAsync(3);
        await client.ReadAsync(3);
        await client.SendAsync(0x50, 2, (byte)(first.PacketId >> 8), (byte)first.PacketId); // PUBREC
        await client.ReadAsync(6); // PUBREL
        await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        await publisher.PublishAsync("t", "three", qos: 1, packetId: 3);
        await publisher.PublishAsync("t", "four", qos: 1, packetId: 4);
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c")!.QueuedMessages == 2);

        var queue = broker.Services.ClientService.Queue("c", 10);

        Assert.Equal(
            [(QueuedMessageState.Released, null), (QueuedMessageState.Sent, "two"), (QueuedMessageState.Queued, "three"), (QueuedMessageState.Queued, "four")],
            queue.Select(m => (m.State, m.Message is { } message ? Encoding.UTF8.GetString(message.Payload.Span) : null)));
        Assert.Equal([first.PacketId, first.PacketId + 1, null, null], queue.Select(m => (int?)m.PacketId));
        Assert.Equal(("t", Mqtt.QoS.AtLeastOnce), (queue[1].Message!.TopicName, queue[1].Message!.QoS));
        Assert.InRange(queue[2].Since - queue[1].Since, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
        Assert.Equal(queue.Take(3).Select(m => m.State), broker.Services.ClientService.Queue("c", 3).Select(m => m.State));
        Assert.Empty(broker.Services.ClientService.Queue("nobody", 10));
    }

    [Fact]
    public async Task A_copy_stays_what_it_was_when_the_session_goes_on()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "first", qos: 1, packetId: 1);
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c")!.QueuedMessages == 1);

        var copy = broker.Services.ClientService.Queue("c", 1)[0].Message!;
        var again = await broker.ConnectAsync("c", clean: false);
        var sent = await again.ReadAsync(3);
        await again.SendAsync(0x40, 2, (byte)(sent.PacketId >> 8), (byte)sent.PacketId);
        await publisher.PublishAsync("t", "xxxxx", qos: 1, packetId: 2); // takes the buffer that the first one had
        await again.ReadAsync(3);

        Assert.Equal("first", Encoding.UTF8.GetString(copy.Payload.Span));
    }
}
