using Gmqtt.Broker.Stores;
using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>A store that fails for longer than a moment: who can be told is told, who cannot waits.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_MQTT_5_publisher_is_told_and_a_3_1_1_publisher_waits(int qos)
    {
        await using var lives = await Lives.BeginAsync(new RamPlace());
        var subscriber = await lives.ComeAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var breaks = await lives.ComeAsync("breaks");
        var five = await lives.Broker.ConnectAsync("5", 5);
        var four = await lives.Broker.ConnectAsync("4", 4);
        lives.Store.Failure = new StoreUnavailableException("no space left");
        await breaks.PublishAsync("t", "breaks it", 1, 1);
        await subscriber.ReadAsync(3);
        await TestBroker.UntilAsync(() => lives.Broker.Server.Health.Current.Conditions.Any(c => c.Name == "store")); // from now on it counts
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        await five.PublishAsync("t", "goes on", 0);
        Assert.Equal("goes on", (await subscriber.ReadAsync(3)).Payload);
        await five.PublishAsync("t", "refused", qos, 1);
        var refusal = await five.ReadAsync(qos == 1 ? 4 : 5);
        Assert.Equal(0x97, refusal.ReasonCode); // Quota exceeded
        await four.PublishAsync("t", "waits", 1, 1);
        Assert.Equal("waits", (await subscriber.ReadAsync(3)).Payload); // and not "refused"
        await four.ExpectNothingAsync();
        lives.Store.Failure = null;
        var acknowledged = four.ReadAsync(4);
        await lives.Broker.CompleteAsync(acknowledged);
    }
}
