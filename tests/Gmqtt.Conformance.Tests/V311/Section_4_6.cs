using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>4.6 message ordering.</summary>
public sealed class Section_4_6 : BrokerTest
{
    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-4.6.0-1")]
    public async Task Publish_packets_are_sent_again_in_their_original_order(int version, int qos)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos, count: 5);
        for (var i = 0; i < 2; i++)
        {
            await subscriber.DropAsync();
            subscriber = await broker.ReturnAsync("s", version);
            var again = await subscriber.ReadPublishesAsync(5);
            Assert.Equal(open.Select(p => (p.Payload, p.PacketId, true)), again.Select(p => (p.Payload, p.PacketId, p.Dup)));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.6.0-2")]
    [Mqtt311("MQTT-4.6.0-3")]
    public async Task Pubacks_and_pubrecs_come_in_the_order_of_their_publish_packets(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        byte[] packets = [];
        byte[] answers = [];
        for (byte i = 1; i <= 10; i++)
        {
            var qos = (i % 2) + 1;
            packets = [.. packets, .. Packet.Publish("a", [i], qos, packetId: i, version: version)];
            answers = [.. answers, (byte)(qos == 1 ? 0x40 : 0x50), 0x02, 0x00, i];
        }

        await client.SendAsync(packets); // in one segment
        await client.ExpectAsync(answers);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.6.0-4")]
    public async Task Pubrels_come_in_the_order_of_the_pubrecs(int version)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos: 2, count: 5);
        int[] order = [3, 0, 4, 1, 2];
        await subscriber.SendAsync([.. order.SelectMany(i => Packet.Ack(5, open[i].PacketId))]);
        foreach (var i in order) Assert.Equal(open[i].PacketId, (await subscriber.ReadAsync(6)).PacketId);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-4.6.0-5")]
    public async Task A_thousand_messages_of_a_topic_arrive_in_order(int version, int qos)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s", version);
        await subscriber.SubscribeAsync("a/+", qos);
        var publisher = await broker.ConnectAsync("p", version);
        for (var i = 0; i < 1000; i++)
        {
            await publisher.PublishFullyAsync("a/b", $"{i}", qos, packetId: 1 + (i % 50));
            if (i % 20 != 19) continue; // the subscriber keeps up
            Assert.Equal(Enumerable.Range(i - 19, 20).Select(n => $"{n}"), (await subscriber.ReceiveAsync(20)).Select(p => p.Payload));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.6.0-5")]
    [Mqtt311("MQTT-4.6.0-6")]
    public async Task Messages_of_each_publisher_topic_and_qos_are_in_order_for_every_subscriber(int version)
    {
        const int rounds = 20;
        var broker = await StartAsync();
        var connected = await broker.ConnectAsync("s1", version);
        await connected.SubscribeAsync("a/#", 2);
        var absent = await broker.ReturnAsync("s2", version);
        await absent.SubscribeAsync("+/#", 2);
        await absent.DropAsync();
        var publishers = new[] { await broker.ConnectAsync("p1", version), await broker.ConnectAsync("p2", version) };
        var streams = new List<string>();
        var received = new List<string>();
        for (var i = 0; i < rounds; i++)
        {
            for (var n = 0; n < 12; n++) // two publishers, two topics, three QoS, mixed
            {
                var (publisher, topic, qos) = (n % 2, n / 2 % 2, n / 4);
                await publishers[publisher].PublishFullyAsync($"a/{topic}", $"{publisher} {topic} {qos} {i}", qos, packetId: 1);
                if (i == 0) streams.Add($"{publisher} {topic} {qos} ");
                received.Add((await connected.TakeAsync()).Payload);
            }
        }

        absent = await broker.ReturnAsync("s2", version);
        foreach (var payloads in new[] { received, (await absent.ReceiveAsync(rounds * 12)).ConvertAll(p => p.Payload) })
        {
            foreach (var stream in streams)
                Assert.Equal(Enumerable.Range(0, rounds).Select(i => $"{stream}{i}"), payloads.Where(p => p.StartsWith(stream, StringComparison.Ordinal)));
        }
    }
}
