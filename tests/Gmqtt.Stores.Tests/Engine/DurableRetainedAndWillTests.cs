using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>Retained messages and wills outlive the broker.</summary>
public abstract class DurableRetainedAndWillTests
{
    protected abstract Place NewPlace();

    [Fact]
    public async Task Retained_messages_are_there_with_their_properties_and_their_remaining_life()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var publisher = await lives.Broker.ConnectAsync("p");
        await publisher.PublishAsync("keep", "k", 1, 1, retain: true, properties: Packet.UserProperty("a", "b"));
        await publisher.PublishAsync("short", "s", 1, 2, retain: true, properties: [0x02, .. Packet.U32(1_000)]);
        await publisher.PublishAsync("cleared", "c", 1, 3, retain: true);
        await publisher.PublishAsync("cleared", "", 1, 4, retain: true);
        for (var i = 0; i < 4; i++) await publisher.ReadAsync(4);
        await lives.CrashAsync(TimeSpan.FromSeconds(400));
        var subscriber = await lives.Broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#", 1);
        var messages = new[] { await subscriber.ReadAsync(3), await subscriber.ReadAsync(3) }.ToDictionary(m => m.Topic);
        Assert.Equal(["keep", "short"], messages.Keys.Order());
        Assert.Equal(("k", ("a", "b"), true), (messages["keep"].Payload, messages["keep"].UserProperties.Single(), messages["keep"].Retain));
        Assert.InRange(messages["short"].Number(0x02)!.Value, 300, 600); // [MQTT-3.3.2-6]
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(601));
        await lives.CrashAsync();
        Assert.Equal(1, lives.Broker.Services.RetainedService.Count);
    }

    [Fact]
    public async Task A_will_whose_delay_has_begun_is_published_when_it_is_due()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        // Whoever waits for a broker to end moves its clock a little: the times are far apart.
        await ConnectWithWillAsync(lives, "w", delay: 6_000, drop: true);
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(2_000));
        await lives.RestartAsync(TimeSpan.FromSeconds(2_000));
        var watcher = await WatchAsync(lives);
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(1_500));
        await watcher.ExpectNothingAsync();
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(600));
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload);
        await lives.CrashAsync(TimeSpan.FromSeconds(8_000));
        watcher = await WatchAsync(lives);
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(8_000));
        await watcher.ExpectNothingAsync(); // once
    }

    [Fact]
    public async Task The_will_of_who_was_connected_when_the_broker_died_is_published_unless_it_comes_back_in_time()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        await ConnectWithWillAsync(lives, "stays-away", delay: 2_000, drop: false);
        await ConnectWithWillAsync(lives, "comes-back", delay: 2_000, drop: false);
        await lives.CrashAsync(TimeSpan.FromSeconds(50_000));
        var watcher = await WatchAsync(lives);
        await lives.ComeAsync("comes-back");
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(2_100));
        Assert.Equal("will/stays-away", (await watcher.ReadAsync(3)).Topic);
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_will_that_a_DISCONNECT_removed_does_not_come_back()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var client = await ConnectWithWillAsync(lives, "w", delay: 0, drop: false);
        await client.DisconnectAsync();
        await lives.RestartAsync();
        var watcher = await WatchAsync(lives);
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(5));
        await watcher.ExpectNothingAsync();
    }

    private static async Task<RawClient> ConnectWithWillAsync(Lives lives, string clientId, uint delay, bool drop)
    {
        var client = lives.Broker.Open();
        // Clean Start 0, Will QoS 1: flags 0000 1100; Session Expiry 3600, Will Delay
        await client.SendAsync(Packet.ConnectWith(
            clientId, 5, 0b0000_1100, 0, Packet.SessionExpiry(100_000), [5, 0x18, .. Packet.U32(delay)], Packet.Utf8($"will/{clientId}"), Packet.Binary("gone"u8.ToArray())));
        await client.ReadAsync(2);
        if (drop) await client.DropAsync();
        return client;
    }

    private static async Task<RawClient> WatchAsync(Lives lives)
    {
        var watcher = await lives.Broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will/#");
        return watcher;
    }
}
