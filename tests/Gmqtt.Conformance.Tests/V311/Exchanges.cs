using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>What MQTT 3.1 and 3.1.1 clients do on the way to what a test observes.</summary>
internal static class Exchanges
{
    /// <summary>Every packet, once for MQTT 3.1 and once for 3.1.1, where both read it alike.</summary>
    internal static TheoryData<int, string> Both(params string[] packets)
    {
        var data = new TheoryData<int, string>();
        foreach (var packet in packets)
        {
            data.Add(3, packet);
            data.Add(4, packet);
        }

        return data;
    }

    /// <summary>Opens a transport and sends a CONNECT as bytes; nothing is read.</summary>
    internal static async Task<RawClient> KnockAsync(this TestBroker broker, byte[] connect, int version = 4)
    {
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(connect);
        return client;
    }

    /// <summary>Sends a CONNECT as bytes; the answer is CONNACK (type 2, two bytes) with return code 0x00.</summary>
    internal static async Task<RawClient> EnterAsync(this TestBroker broker, byte[] connect, int version = 4)
    {
        var client = await broker.KnockAsync(connect, version);
        var connAck = await client.ReadAsync(2);
        Assert.Equal((0x20, 2, 0x00), (connAck.First, connAck.Body.Length, connAck.ReasonCode));
        return client;
    }

    /// <summary>Sends a CONNECT as bytes; the broker closes without a CONNACK.</summary>
    internal static async Task ExpectNoAnswerAsync(this TestBroker broker, byte[] connect, int version = 4)
    {
        var client = await broker.KnockAsync(connect, version);
        await client.ExpectClosedAsync();
    }

    /// <summary>A client that gets every message to a topic at QoS 0.</summary>
    internal static async Task<RawClient> WatchAsync(this TestBroker broker, string filter = "#", int version = 4)
    {
        var watcher = await broker.ConnectAsync("watcher", version);
        Assert.Equal([0x00], (await watcher.SubscribeAsync(filter)).ReasonCodes);
        return watcher;
    }

    /// <summary>A session of "s" that is kept, subscribed to "a", and PUBLISH packets "1", "2", ... to it that are not acknowledged.</summary>
    internal static async Task<(RawClient Subscriber, List<ReceivedPacket> Open)> HoldAsync(this TestBroker broker, int version, int qos, int count = 1)
    {
        var subscriber = await broker.ConnectAsync("s", version, clean: false);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p", version);
        for (var i = 1; i <= count; i++) await publisher.PublishFullyAsync("a", $"{i}", qos, packetId: i);
        return (subscriber, await subscriber.ReadPublishesAsync(count));
    }

    /// <summary>The same client again, Clean Session 0.</summary>
    internal static Task<RawClient> ReturnAsync(this TestBroker broker, string clientId, int version = 4) => broker.ConnectAsync(clientId, version, clean: false);

    /// <summary>The next PUBLISH packets, with every flow run to its end in whatever order its packets come.</summary>
    internal static async Task<List<ReceivedPacket>> ReceiveAsync(this RawClient client, int count)
    {
        var received = new List<ReceivedPacket>(count);
        var open = 0;
        while (received.Count < count || open > 0)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 6)
            {
                await client.SendAsync(Packet.Ack(7, packet.PacketId));
                open--;
                continue;
            }

            Assert.Equal(3, packet.Type);
            received.Add(packet);
            if (packet.QoS > 0) await client.SendAsync(Packet.Ack(packet.QoS == 1 ? 4 : 5, packet.PacketId));
            if (packet.QoS == 2) open++;
        }

        return received;
    }
}
