using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>Section 2: counters that ran below zero, counted under the wrong QoS or left a packet type out.</summary>
public sealed class StatsTests
{
    [Fact]
    public async Task Messages_of_a_client_are_counted_under_their_own_QoS()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        await client.PublishAsync("t", "0");
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        await client.PublishAsync("t", "1", qos: 1, packetId: 2);
        for (var i = 3; i <= 5; i++) await client.PublishAsync("t", "2", qos: 2, packetId: i);
        for (var packets = 0; packets < 11; packets++) await client.ReadAsync(); // 6 PUBLISH, 2 PUBACK, 3 PUBREC

        var messages = broker.Services.StatsManager.GetClientStats("c")!.Messages;
        Assert.Equal((1, 2, 3), (messages.QoS0.ReceivedTotal, messages.QoS1.ReceivedTotal, messages.QoS2.ReceivedTotal));
        Assert.Equal((1, 2, 3), (messages.QoS0.SentTotal, messages.QoS1.SentTotal, messages.QoS2.SentTotal));
    }

    [Fact]
    public async Task In_flight_and_queued_never_run_below_zero()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 3 });
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 10; i++)
        {
            await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await publisher.ReadAsync(4);
        }

        Assert.Equal((3, 7), InflightAndQueued(broker));
        for (var i = 1; i <= 10; i++)
        {
            await subscriber.SendAsync(Packet.Ack(4, (await subscriber.ReadAsync(3)).PacketId));
            Assert.Equal((Math.Min(3, 10 - i), Math.Max(0, 7 - i)), InflightAndQueued(broker));
        }
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_messages_out_of_the_counts()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 3 });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 10; i++)
        {
            await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await publisher.ReadAsync(4);
        }

        await subscriber.DropAsync();
        Assert.Equal((0, 0), InflightAndQueued(broker));
    }

    [Fact]
    public async Task Sessions_are_counted_right_over_resume_takeover_clean_start_and_end()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("a", clean: false, properties: Packet.SessionExpiry(600));
        Assert.Equal((1, 0), ActiveAndInactive(broker));
        await first.DropAsync();
        Assert.Equal((0, 1), ActiveAndInactive(broker));
        first = await broker.ConnectAsync("a", clean: false, properties: Packet.SessionExpiry(600));
        Assert.Equal((1, 0), ActiveAndInactive(broker));
        var second = await broker.ConnectAsync("a", clean: true);
        await first.EndedAsync();
        Assert.Equal((1, 0), ActiveAndInactive(broker));
        await second.DisconnectAsync();
        Assert.Equal((0, 0), ActiveAndInactive(broker));
        var connections = broker.Services.StatsManager.GetGlobalStats().Connections;
        Assert.Equal((3, 3, 2), (connections.ConnectedTotal, connections.DisconnectedTotal, connections.SessionCreatedTotal));
        Assert.Equal((1, 1, 0), (connections.SessionTerminatedNormal, connections.SessionTerminatedTakenOver, connections.SessionTerminatedExpired));
    }

    [Fact]
    public async Task AUTH_is_counted_like_every_other_packet()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue(new byte[] { 1 }, (_, _, _) => new(EnhancedAuthResponse.Accept()))),
                OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
            });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("M")]));
        await client.ReadAsync(15);
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        await client.ReadAsync(2);
        await client.SendAsync(Packet.Auth(0x19, "M", [3]));
        await client.ReadAsync(15);
        var packets = broker.Services.StatsManager.GetGlobalStats().Packets;
        Assert.Equal((2, 2), (packets.Received.Auth, packets.Sent.Auth));
    }

    private static (long Inflight, long Queued) InflightAndQueued(TestBroker broker)
    {
        var messages = broker.Services.StatsManager.GetGlobalStats().Messages;
        return (messages.InflightCurrent, messages.QueuedCurrent);
    }

    private static (long Active, long Inactive) ActiveAndInactive(TestBroker broker)
    {
        var connections = broker.Services.StatsManager.GetGlobalStats().Connections;
        return (connections.ActiveCurrent, connections.InactiveCurrent);
    }
}
