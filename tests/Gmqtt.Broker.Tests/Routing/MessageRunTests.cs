using System.Text;
using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>Messages that come together are routed together; nobody is to see a difference.</summary>
public sealed class MessageRunTests
{
    private const int Many = 600;

    [Theory]
    [InlineData("5.0")]
    [InlineData("3.1.1")]
    [InlineData("aliases")]
    [InlineData("subscription identifier")]
    [InlineData("wildcard twice")]
    [InlineData("shared")]
    [InlineData("QoS 2")]
    [InlineData("itself")]
    [InlineData("away")]
    public async Task Every_receiver_gets_a_run_whole_and_in_its_order(string kind)
    {
        await using var broker = await TestBroker.StartAsync(m => m with { MaxQueuedMessages = 10_000 });
        var publisher = await broker.ConnectAsync("publisher");
        for (var i = 0; i < 3; i++) await (await broker.ConnectAsync($"other{i}")).SubscribeAsync("t");
        var version = kind == "3.1.1" ? 4 : 5;
        var properties = kind switch { "aliases" => [0x22, 0, 5], "away" => Packet.SessionExpiry(3600), _ => Array.Empty<byte>() };
        var receiver = kind == "itself" ? publisher : await broker.ConnectAsync("receiver", version, clean: false, properties: properties);
        byte[]? id = kind == "subscription identifier" ? [0x0B, 7] : null;
        await receiver.SubscribeAsync(kind switch { "wildcard twice" => "#", "shared" => "$share/g/t", _ => "t" }, kind == "QoS 2" ? 2 : 0, properties: id);
        if (kind == "wildcard twice") await receiver.SubscribeAsync("+", packetId: 2);
        if (kind == "away") await receiver.DropAsync();
        await publisher.SendAsync([.. Enumerable.Range(0, Many).SelectMany(i => Packet.Publish("t", Sized(i)))]);
        if (kind == "away")
        {
            receiver = broker.Open();
            await receiver.SendAsync(Packet.Connect("receiver", clean: false));
            Assert.True((await receiver.ReadAsync(2)).SessionPresent);
        }

        for (var i = 0; i < Many; i++)
        {
            var message = await receiver.ReadAsync(3);
            Assert.Equal((Encoding.ASCII.GetString(Sized(i)), 0, kind == "subscription identifier"), (message.Payload, message.QoS, version == 5 && message.Has(0x0B)));
        }

        await receiver.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_is_too_large_for_one_is_left_out_for_that_one_alone()
    {
        await using var broker = await TestBroker.StartAsync();
        var all = await broker.ConnectAsync("all");
        await all.SubscribeAsync("t");
        var small = await broker.ConnectAsync("small", properties: [0x27, .. Packet.U32(100)]); // Maximum Packet Size
        await small.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.SendAsync([.. new[] { 10, 200, 20, 300, 30 }.SelectMany(size => Packet.Publish("t", new byte[size]))]);
        foreach (var size in new[] { 10, 200, 20, 300, 30 }) Assert.Equal(size, (await all.ReadAsync(3)).PayloadBytes.Length);
        foreach (var size in new[] { 10, 20, 30 }) Assert.Equal(size, (await small.ReadAsync(3)).PayloadBytes.Length);
        Assert.Equal(2, broker.Services.StatsManager.GetClientStats("small")!.Messages.QoS0.Dropped[DropReason.ExceedsMaximumPacketSize]);
    }

    [Fact]
    public async Task What_comes_between_keeps_its_place()
    {
        await using var broker = await TestBroker.StartAsync();
        var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("#", 2);
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.SendAsync([
            .. Packet.Publish("t", "0"u8.ToArray()),
            .. Packet.Publish("t", "1"u8.ToArray(), qos: 1, packetId: 1),
            .. Packet.Publish("t", "2"u8.ToArray()),
            .. Packet.Publish("u", "3"u8.ToArray()),
            .. Packet.Publish("t", "4"u8.ToArray(), properties: [0x23, 0, 1]), // Topic Alias 1
            .. Packet.Publish("", "5"u8.ToArray(), properties: [0x23, 0, 1]),
            .. Packet.Publish("u", "6"u8.ToArray(), properties: [0x23, 0, 2]),
            .. Packet.Publish("", "7"u8.ToArray(), properties: [0x23, 0, 1]),
            .. Packet.Publish("", "8"u8.ToArray(), properties: [0x23, 0, 2]),
            .. Packet.Publish("t", "9"u8.ToArray(), retain: true),
            .. Packet.Publish("t", new byte[5000]),
            .. Packet.Publish("t", "b"u8.ToArray(), qos: 2, packetId: 2),
            .. Packet.Publish("t", "c"u8.ToArray(), properties: [0x02, .. Packet.U32(60), .. Packet.UserProperty("a", "b")]),
            .. Packet.Publish("t", "d"u8.ToArray())]);
        var topics = new List<string>();
        for (var i = 0; i < 14; i++)
        {
            var message = await receiver.ReadAsync(3);
            topics.Add(message.Topic);
            if (i != 10) Assert.Equal($"{i:x}", message.Payload);
            Assert.Equal(i == 12, message.Has(0x02) && message.Has(0x26));
        }

        Assert.Equal("tttuttututtttt", string.Concat(topics));
    }

    [Fact]
    public async Task A_subscription_in_the_same_read_gets_what_comes_after_it()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync([
            .. Packet.Publish("t", "before"u8.ToArray()), .. Packet.Subscribe(1, 5, [], ("t", 0)), .. Packet.Publish("t", "after"u8.ToArray()), .. Packet.Publish("t", "and after"u8.ToArray()),
            .. Packet.Unsubscribe(2, 5, "t"), .. Packet.Publish("t", "too late"u8.ToArray())]);
        var got = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var packet = await client.ReadAsync();
            got.Add(packet.Type == 3 ? packet.Payload : $"{packet.Type}");
        }

        Assert.Equal(["9", "after", "and after", "11"], got);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Thousands_of_topics_in_one_read_stay_apart()
    {
        await using var broker = await TestBroker.StartAsync();
        var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("#");
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.SendAsync([.. Enumerable.Range(0, 4000).SelectMany(i => Packet.Publish($"topic/{i / 2}", Encoding.ASCII.GetBytes($"{i}")))]);
        for (var i = 0; i < 4000; i++)
        {
            var message = await receiver.ReadAsync(3);
            Assert.Equal(($"topic/{i / 2}", $"{i}"), (message.Topic, message.Payload));
        }
    }

    [Fact]
    public async Task A_fault_after_a_run_ends_the_connection_and_not_the_run()
    {
        await using var broker = await TestBroker.StartAsync();
        var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("publisher");
        await publisher.SendAsync([.. Packet.Publish("t", "1"u8.ToArray()), .. Packet.Publish("t", "2"u8.ToArray()), 0x36, 0x00]); // QoS 3
        Assert.Equal("1", (await receiver.ReadAsync(3)).Payload);
        Assert.Equal("2", (await receiver.ReadAsync(3)).Payload);
        await publisher.ExpectDisconnectAsync(0x81); // Malformed Packet
        await publisher.ExpectClosedAsync();
    }

    [Fact]
    public async Task A_run_is_counted_message_by_message()
    {
        await using var broker = await TestBroker.StartAsync();
        var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("publisher");
        var packets = Enumerable.Range(0, 100).Select(i => Packet.Publish("t", new byte[i])).ToArray();
        await publisher.SendAsync([.. packets.SelectMany(p => p)]);
        for (var i = 0; i < 100; i++) await receiver.ReadAsync(3);
        var own = broker.Services.StatsManager.GetClientStats("receiver")!;
        var global = broker.Services.StatsManager.GetGlobalStats();
        Assert.Equal((100, 100, 100), (own.Packets.Sent.Publish, global.Packets.Sent.Publish, own.Messages.QoS0.SentTotal));
        Assert.Equal(packets.Sum(p => p.Length), global.PacketBytes.Sent.Publish);
        Assert.Equal(100, global.Messages.QoS0.SentTotal);
    }

    [Fact]
    public async Task With_a_hook_that_looks_at_messages_each_is_shown_to_it()
    {
        var delivered = 0;
        await using var broker = await TestBroker.StartAsync(
            m => m,
            new HookWrapper
            {
                OnDelivered = next => (client, message) =>
                {
                    Interlocked.Increment(ref delivered);
                    next(client, message);
                },
            });
        var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("t");
        await (await broker.ConnectAsync("publisher")).SendAsync([.. Enumerable.Range(0, 50).SelectMany(i => Packet.Publish("t", [1]))]);
        for (var i = 0; i < 50; i++) await receiver.ReadAsync(3);
        await TestBroker.UntilAsync(() => Volatile.Read(ref delivered) == 50);
    }

    /// <summary>Some larger than what joins a run.</summary>
    private static byte[] Sized(int i) => Encoding.ASCII.GetBytes($"{i}".PadRight(i % 50 == 49 ? 1500 : 10 + (i % 40)));
}
