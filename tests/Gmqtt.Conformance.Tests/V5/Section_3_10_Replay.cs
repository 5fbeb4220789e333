using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>UNSUBSCRIBE while retained messages of the subscription wait for the client.</summary>
public sealed class Section_3_10_Replay
{
    [Fact]
    [Mqtt5("MQTT-3.10.4-2")]
    public async Task A_message_retained_after_UNSUBSCRIBE_does_not_join_the_retained_messages_that_wait_for_the_window()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a/1", "old", qos: 1, packetId: 1, retain: true);
        await publisher.PublishFullyAsync("a/2", "old", qos: 1, packetId: 2, retain: true);
        var client = await broker.ConnectAsync("c", properties: [0x21, 0, 1]); // Receive Maximum 1
        await client.SubscribeAsync("a/+", 1);
        var first = await client.ReadAsync(3);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "a/+"));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x00);
        await publisher.PublishFullyAsync("a/1", "new", qos: 1, packetId: 3, retain: true);
        await publisher.PublishFullyAsync("a/2", "new", qos: 1, packetId: 4, retain: true);
        await client.AcknowledgeAsync(first);
        // The server may still send what it had buffered before, but nothing that came later.
        await client.SendAsync(0xC0, 0x00);
        while (await client.ReadAsync() is { Type: 3 } publish)
        {
            Assert.Equal("old", publish.Payload);
            await client.AcknowledgeAsync(publish);
        }

        Assert.Empty(broker.Log.Errors);
    }
}
