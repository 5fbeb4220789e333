using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>Q08 to Q13: what is in flight to a subscriber that is slow, comes back, or never answers.</summary>
public sealed class ResumeTests
{
    private static readonly byte[] AMinute = Packet.SessionExpiry(60);

    [Fact]
    public async Task Q08_An_identifier_is_not_given_again_at_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        var ids = new HashSet<int>();
        for (var i = 0; i < 500; i++)
        {
            await publisher.PublishAsync("t", "x", 1, 1);
            var message = await client.ReadAsync(3);
            Assert.True(ids.Add(message.PacketId)); // although nothing is in flight in between
            await client.SendAsync(Packet.Ack(4, message.PacketId));
        }
    }

    [Fact]
    public async Task Q09_To_subscribe_again_with_QoS_0_frees_the_identifiers_as_they_are_acknowledged()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x21, 0, 2]);
        await client.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 3; i++) await publisher.PublishAsync("t", $"{i}", 1, 1);
        var first = await client.ReadAsync(3);
        var second = await client.ReadAsync(3);
        await client.SubscribeAsync("t", 0);
        await client.SendAsync(Packet.Ack(4, first.PacketId));
        var third = await client.ReadAsync(3);
        Assert.Equal(("2", 1), (third.Payload, third.QoS)); // queued with the QoS of its time
        await client.SendAsync(Packet.Ack(4, second.PacketId));
        await client.SendAsync(Packet.Ack(4, third.PacketId));
        await publisher.PublishAsync("t", "x", 2, 2);
        Assert.Equal(0, (await client.ReadAsync(3)).QoS);
        await client.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.InflightCurrent);
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(2, 10)]
    public async Task Q10_A_session_that_is_resumed_with_another_Receive_Maximum_goes_on(byte before, byte after)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: [.. AMinute, 0x21, 0, before]);
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 20; i++) await publisher.PublishAsync("t", $"{i}", 1, 1);
        for (var i = 0; i < before; i++) await client.ReadAsync(3);
        await client.ExpectNothingAsync();
        await client.DropAsync();

        client = await broker.ConnectAsync("c", clean: false, properties: [.. AMinute, 0x21, 0, after]);
        var open = new Queue<int>();
        for (var i = 0; i < 20; i++)
        {
            var message = await client.ReadAsync(3);
            Assert.Equal($"{i}", message.Payload);
            Assert.Equal(i < before, message.Dup);
            open.Enqueue(message.PacketId);
            if (open.Count < after) continue;
            if (i < 19) await client.ExpectNothingAsync(); // [MQTT-3.3.4-9]
            await client.SendAsync(Packet.Ack(4, open.Dequeue()));
        }

        while (open.TryDequeue(out var id)) await client.SendAsync(Packet.Ack(4, id));
        await client.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.InflightCurrent);
    }

    [Fact]
    public async Task Q11_A_QoS_2_message_on_a_resumed_session_is_what_it_was()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: AMinute);
        await client.SubscribeAsync("a/+", 0x0A); // QoS 2, Retain As Published
        var publisher = await broker.ConnectAsync("p", clean: false, properties: AMinute);
        await publisher.PublishAsync("a/b", "x", 2, 5, retain: true, properties: [0x03, 0, 1, 0x63]);
        await publisher.ReadAsync(5);
        var id = (await client.ReadAsync(3)).PacketId;
        await client.DropAsync();
        await publisher.DropAsync();

        publisher = await broker.ConnectAsync("p", clean: false, properties: AMinute);
        await publisher.PublishAsync("a/b", "x", 2, 5, retain: true, dup: true); // PUBREC may have been lost
        await publisher.ExpectAsync(0x50, 0x02, 0x00, 0x05);
        await publisher.SendAsync(Packet.Ack(6, 5));
        await publisher.ExpectAsync(0x70, 0x02, 0x00, 0x05);
        client = await broker.ConnectAsync("c", clean: false, properties: AMinute);
        var again = await client.ReadAsync(3);
        Assert.Equal(("a/b", "x", 2, true, true, id, "c"), (again.Topic, again.Payload, again.QoS, again.Retain, again.Dup, again.PacketId, again.Text(0x03)));
        await client.ExpectNothingAsync(); // once
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Q12_Only_a_reconnect_makes_the_broker_send_again_and_then_in_order(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", version, clean: false, properties: AMinute);
        await client.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "one", 1, 1);
        await publisher.PublishAsync("t", "two", 2, 2);
        await publisher.PublishAsync("t", "three", 2, 3);
        var one = await client.ReadAsync(3);
        var two = await client.ReadAsync(3);
        var three = await client.ReadAsync(3);
        await client.SendAsync(Packet.Ack(5, two.PacketId));
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)two.PacketId);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(120));
        await client.ExpectNothingAsync(); // [MQTT-4.4.0-1]
        await client.DropAsync();

        client = await broker.ConnectAsync("c", version, clean: false, properties: AMinute);
        Assert.Equal(("one", true, one.PacketId), Described(await client.ReadAsync(3)));
        await client.ExpectAsync(0x62, 0x02, 0x00, (byte)two.PacketId); // [MQTT-4.3.3-6] never the PUBLISH again
        Assert.Equal(("three", true, three.PacketId), Described(await client.ReadAsync(3)));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Q13_A_subscriber_that_never_acknowledges_costs_its_own_queue_and_nobodys_time(int version)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 10, MaxQueuedMessages = 50, InflightExpiry = TimeSpan.Zero });
        var bystander = await Bystander.JoinAsync(broker);
        var silent = await broker.ConnectAsync("silent", version);
        await silent.SubscribeAsync("t", 1);
        var good = await broker.ConnectAsync("good");
        await good.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 200; i++)
        {
            await publisher.PublishAsync("t", $"{i}", 1, 1);
            await publisher.ReadAsync(4);
            var message = await good.ReadAsync(3);
            Assert.Equal($"{i}", message.Payload);
            await good.SendAsync(Packet.Ack(4, message.PacketId));
        }

        for (var i = 0; i < 10; i++) Assert.Equal($"{i}", (await silent.ReadAsync(3)).Payload);
        await silent.ExpectNothingAsync();
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        Assert.Equal((10, 40), (messages.InflightCurrent, messages.QueuedCurrent));
        Assert.Equal(150, messages.QoS1.Dropped[DropReason.QueueFull]); // 200 = 10 in flight + 40 queued + 150
        await bystander.IsUnharmedAsync();
    }

    private static (string Payload, bool Dup, int PacketId) Described(ReceivedPacket message) => (message.Payload, message.Dup, message.PacketId);
}
