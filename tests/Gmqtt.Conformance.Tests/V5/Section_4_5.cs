using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Who gets a message (4.5), in which order (4.6), and how many at a time (4.9).</summary>
public sealed class Section_4_5
{
    private static readonly byte[] Expiry = Packet.SessionExpiry(3600);

    [Fact]
    [Mqtt5("MQTT-4.5.0-1")]
    public async Task A_message_is_added_to_the_session_of_every_client_that_matches()
    {
        await using var broker = await TestBroker.StartAsync();
        var online = await broker.ConnectAsync("online");
        await online.SubscribeAsync("a/b", 1);
        var away = await broker.ConnectAsync("away", properties: Expiry);
        await away.SubscribeAsync("a/#", 1);
        await away.DropAsync();
        var member = await broker.ConnectAsync("member");
        await member.SubscribeAsync("$share/g/+/b", 1);
        var other = await broker.ConnectAsync("other");
        await other.SubscribeAsync("b/#", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishFullyAsync("a/b", "1", qos: 1, packetId: 1);
        Assert.Equal("1", (await online.TakeAsync()).Payload);
        Assert.Equal("1", (await member.TakeAsync()).Payload);
        away = await broker.ConnectAsync("away", clean: false, properties: Expiry);
        Assert.Equal("1", (await away.TakeAsync()).Payload);
        foreach (var client in (RawClient[])[online, member, away, other]) await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.6.0-1")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Messages_are_sent_again_in_the_order_in_which_they_were_first_sent(int qos)
    {
        await using var broker = await TestBroker.StartAsync(o => o with { MaxInflight = 5 });
        var subscriber = await broker.ConnectAsync("s", properties: Expiry);
        await subscriber.SubscribeAsync("a", qos);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 8; i++) await publisher.PublishFullyAsync("a", $"{i}", qos, packetId: i);
        var sent = await subscriber.ReadPublishesAsync(5);
        await subscriber.AcknowledgeAsync(sent[1]); // out of order: 2 is done, 6 takes its place
        sent.RemoveAt(1);
        sent.Add(await subscriber.ReadAsync(3));
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        var again = await subscriber.ReadPublishesAsync(5);
        Assert.Equal(["1", "3", "4", "5", "6"], again.Select(p => p.Payload));
        Assert.Equal(sent.Select(p => p.PacketId), again.Select(p => p.PacketId));
        Assert.All(again, p => Assert.True(p.Dup));
        foreach (var next in (string[])["7", "8"])
        {
            await subscriber.AcknowledgeAsync(again[0]);
            again.RemoveAt(0);
            var publish = await subscriber.ReadAsync(3);
            Assert.Equal((next, false), (publish.Payload, publish.Dup));
        }

        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.6.0-2")]
    public async Task PUBACKs_come_in_the_order_of_the_PUBLISHes()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        // QoS 1 | "a" | Packet Identifiers 5, 3, 1, 2, 4 in one segment
        await publisher.SendHexAsync("32060001610005" + "00" + "32060001610003" + "00" + "32060001610001" + "00" + "32060001610002" + "00" + "32060001610004" + "00");
        foreach (var id in (int[])[5, 3, 1, 2, 4]) Assert.Equal(id, (await publisher.ReadAsync(4)).PacketId);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.6.0-3")]
    public async Task PUBRECs_come_in_the_order_of_the_PUBLISHes()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.SendHexAsync("34060001610005" + "00" + "34060001610003" + "00" + "34060001610001" + "00" + "34060001610002" + "00" + "34060001610004" + "00");
        foreach (var id in (int[])[5, 3, 1, 2, 4]) Assert.Equal(id, (await publisher.ReadAsync(5)).PacketId);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.6.0-4")]
    public async Task PUBRELs_come_in_the_order_of_the_PUBRECs()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a", 2);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 2, packetId: i);
        var ids = (await subscriber.ReadPublishesAsync(5)).Select(p => p.PacketId).Reverse().ToList();
        await subscriber.SendAsync([.. ids.SelectMany(id => Packet.Ack(5, id))]);
        foreach (var id in ids) Assert.Equal(id, (await subscriber.ReadAsync(6)).PacketId);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.6.0-5")]
    [Mqtt5("MQTT-4.6.0-6")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_topic_is_ordered_by_publisher_and_QoS(int qos)
    {
        const int Messages = 150;
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t/+", 2);
        var publishing = Enumerable.Range(0, 3).Select(p => Task.Run(async () =>
        {
            var publisher = await broker.ConnectAsync($"p{p}");
            for (var i = 0; i < Messages; i++) await publisher.PublishFullyAsync($"t/{i % 2}", $"{p} {i:0000}", qos, packetId: i + 1);
        })).ToArray();
        var payloads = new List<string>();
        while (payloads.Count < 3 * Messages)
        {
            var packet = await subscriber.ReadAsync();
            if (packet.Type == 3) payloads.Add(packet.Payload);
            if (packet.Type == 3 && packet.QoS == 1) await subscriber.SendAsync(Packet.Ack(4, packet.PacketId));
            if (packet.Type == 3 && packet.QoS == 2) await subscriber.SendAsync(Packet.Ack(5, packet.PacketId));
            if (packet.Type == 6) await subscriber.SendAsync(Packet.Ack(7, packet.PacketId));
        }

        await Task.WhenAll(publishing);
        for (var p = 0; p < 3; p++) Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{p} {i:0000}"), payloads.Where(s => s[0] == '0' + p));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.6.0-5")]
    public async Task What_waited_for_a_client_comes_before_what_is_published_after_its_return()
    {
        await using var broker = await TestBroker.StartAsync(o => o with { MaxInflight = 2 });
        var subscriber = await broker.ConnectAsync("s", properties: Expiry);
        await subscriber.SubscribeAsync("a", 1);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 1, packetId: i);
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Expiry);
        for (var i = 6; i <= 9; i++) await publisher.PublishFullyAsync("a", $"{i}", qos: 1, packetId: i);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"{i}"), await subscriber.TakeAsync(9));
        Assert.Empty(broker.Log.Errors);
    }
}
