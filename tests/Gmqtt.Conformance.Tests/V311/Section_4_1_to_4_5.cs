using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>4.1 stored state, 4.3 the flows of each QoS, 4.4 what is sent again, 4.5 messages received.</summary>
public sealed class Section_4_1_to_4_5 : BrokerTest
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.1.0-1")]
    public async Task All_of_the_session_is_there_when_its_client_was_away_for_an_hour(int version)
    {
        var broker = await StartAsync();
        var (client, open) = await broker.HoldAsync(version, qos: 2, count: 2); // subscribed, two in flight
        await client.SendAsync(Packet.Ack(5, open[0].PacketId));
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)open[0].PacketId); // the first has come to its PUBREL
        await client.PublishAsync("b", "once", qos: 2, packetId: 77);
        await client.ExpectAsync(0x50, 0x02, 0x00, 77); // and one of the client's own waits for its PUBREL
        await client.DropAsync();
        var watcher = await broker.WatchAsync("b", version);
        var publisher = await broker.ConnectAsync("p2", version);
        await publisher.PublishFullyAsync("a", "3", 1, 1); // one queued
        await broker.AdvanceAsync(TimeSpan.FromHours(1));

        client = await broker.ReturnAsync("s", version);
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)open[0].PacketId);
        var second = await client.ReadAsync(3);
        Assert.Equal(("2", true, open[1].PacketId), (second.Payload, second.Dup, second.PacketId));
        var third = await client.ReadAsync(3);
        Assert.Equal(("3", false, 1), (third.Payload, third.Dup, third.QoS));
        await client.PublishAsync("b", "once", qos: 2, packetId: 77, dup: true);
        await client.ExpectAsync(0x50, 0x02, 0x00, 77);
        await watcher.ExpectNothingAsync(); // it was delivered before
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [Mqtt311("MQTT-4.1.0-2")]
    public async Task A_session_lives_as_long_as_its_connection(int version, bool clean)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 0, SessionExpiry = TimeSpan.FromSeconds(1) });
        var client = await broker.ConnectAsync("c", version, clean);
        await client.SubscribeAsync("a", 1);
        await broker.AdvanceAsync(TimeSpan.FromHours(1));
        await client.PublishAsync("a", "still", qos: 1, packetId: 1);
        var publish = await client.ReadAsync(3);
        Assert.Equal("still", publish.Payload);
        await client.ExpectAsync(0x40, 0x02, 0x00, 0x01);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.3.2-1")]
    public async Task A_qos_1_message_is_new_with_dup_0_and_unacknowledged_until_its_puback(int version)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos: 1, count: 3);
        Assert.All(open, p => Assert.False(p.Dup));
        Assert.Equal(3, open.Select(p => p.PacketId).Distinct().Count());
        await subscriber.AcknowledgeAsync(open[1]);
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        Assert.Equal(["1", "3"], await subscriber.TakeAsync(2));
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.3.2-2")]
    public async Task After_puback_the_identifier_is_a_new_message_whatever_its_dup(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("a", version);
        var client = await broker.ConnectAsync("c", version);
        await client.PublishAsync("a", "first", qos: 1, packetId: 1);
        await client.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        await client.PublishAsync("a", "second", qos: 1, packetId: 1, dup: true);
        await client.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        Assert.Equal(["first", "second"], await watcher.TakeAsync(2));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.3.3-1")]
    [Mqtt311("MQTT-4.4.0-1")]
    public async Task A_qos_2_message_is_sent_again_at_each_step_as_the_step_demands(int version)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos: 2);
        var id = (byte)open[0].PacketId;
        Assert.False(open[0].Dup);
        await subscriber.ExpectNothingAsync(); // no PUBREL before the PUBREC

        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        await subscriber.ExpectAsync(0x3C, 0x06, 0x00, 0x01, (byte)'a', 0x00, id, (byte)'1'); // before PUBREC: PUBLISH with DUP
        await subscriber.SendAsync(0x50, 0x02, 0x00, id);
        await subscriber.ExpectAsync(0x62, 0x02, 0x00, id);

        for (var i = 0; i < 2; i++)
        {
            await subscriber.DropAsync();
            subscriber = await broker.ReturnAsync("s", version);
            await subscriber.ExpectAsync(0x62, 0x02, 0x00, id); // after PUBREC: PUBREL, and no PUBLISH
            await subscriber.ExpectNothingAsync();
        }

        await subscriber.SendAsync(0x70, 0x02, 0x00, id);
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        await subscriber.ExpectNothingAsync(); // after PUBCOMP: nothing
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.3.3-2")]
    public async Task A_qos_2_message_is_delivered_once_until_its_pubrel(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("a", version);
        var client = await broker.ReturnAsync("c", version);
        for (var i = 0; i < 3; i++)
        {
            await client.PublishAsync("a", "once", qos: 2, packetId: 1, dup: i > 0);
            await client.ExpectAsync(0x50, 0x02, 0x00, 0x01);
        }

        await client.DropAsync();
        client = await broker.ReturnAsync("c", version);
        await client.PublishAsync("a", "once", qos: 2, packetId: 1, dup: true); // on another connection, too
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x01);
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync(0x62, 0x02, 0x00, 0x01);
            await client.ExpectAsync(0x70, 0x02, 0x00, 0x01); // PUBCOMP, also for a PUBREL that is sent again
        }

        await watcher.ExpectPublishAsync("a", "once");
        await watcher.ExpectNothingAsync();
        await client.PublishAsync("a", "next", qos: 2, packetId: 1);
        await watcher.ExpectPublishAsync("a", "next");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.4.0-1")]
    public async Task Unacknowledged_publish_and_pubrel_packets_are_sent_again_with_their_identifiers(int version)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos: 2, count: 3);
        await subscriber.SendAsync(Packet.Ack(5, open[0].PacketId));
        await subscriber.ReadAsync(6);
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        var pubRel = await subscriber.ReadAsync(6);
        Assert.Equal((0x62, open[0].PacketId), (pubRel.First, pubRel.PacketId));
        foreach (var publish in await subscriber.ReadPublishesAsync(2))
            Assert.Equal((true, open.Single(p => p.Payload == publish.Payload).PacketId), (publish.Dup, publish.PacketId));
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.5.0-1")]
    public async Task A_message_goes_to_every_matching_session_connected_or_not(int version)
    {
        var broker = await StartAsync();
        var ids = new[] { "one", "two", "three", "four" };
        foreach (var id in ids)
        {
            var client = await broker.ReturnAsync(id, version);
            await client.SubscribeAsync(id == "four" ? "b" : "a", 1);
            await client.DropAsync();
        }

        var one = await broker.ReturnAsync("one", version);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "x", 1, 1);
        await one.ExpectPublishAsync("a", "x");
        var two = await broker.ReturnAsync("two", version);
        await two.ExpectPublishAsync("a", "x");
        var three = await broker.ReturnAsync("three", version);
        await three.ExpectPublishAsync("a", "x");
        var four = await broker.ReturnAsync("four", version);
        await four.ExpectNothingAsync();
    }
}
