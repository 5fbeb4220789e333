using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;
using Gmqtt.Hooks;
using Gmqtt.Services;
using Gmqtt.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Broker.Tests.Stats;

/// <summary>How long messages take through the broker.</summary>
public sealed class DeliveryLatencyTests
{
    [Fact]
    public async Task What_is_sent_at_once_took_as_long_as_its_batch()
    {
        TestBroker? running = null;
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnMsgArrived = next => (client, request, cancellationToken) =>
            {
                running!.Time.Advance(TimeSpan.FromMilliseconds(3));
                return next(client, request, cancellationToken);
            },
        });
        running = broker;
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t");
        await client.ReadAsync(3);

        var delivery = await DeliveriesAsync(broker, 1);
        Assert.Equal(TimeSpan.FromMilliseconds(3), delivery.Sum);
        Assert.Equal([(2.5, 0L), (5, 1L)], delivery.Buckets.Where(b => b.Limit.TotalMilliseconds is 2.5 or 5).Select(b => (b.Limit.TotalMilliseconds, b.Count)));
        Assert.Equal(1, delivery.Buckets[^1].Count);
    }

    [Fact]
    public async Task What_waited_in_a_queue_took_as_long_as_it_waited()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishAsync("t", "payload", qos: 1, packetId: i);
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c")!.QueuedMessages == 3);
        Assert.Equal(24, broker.Services.StatsManager.GetGlobalStats().QueuedBytes);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));

        var again = await broker.ConnectAsync("c", clean: false);
        for (var i = 1; i <= 3; i++) await again.ReadAsync(3);

        var delivery = await DeliveriesAsync(broker, 3);
        Assert.InRange(delivery.Sum, TimeSpan.FromSeconds(89), TimeSpan.FromSeconds(91));
        Assert.Equal((0L, 3L), (delivery.Buckets[^2].Count, delivery.Buckets[^1].Count));
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().QueuedBytes);
    }

    [Fact]
    public void In_a_turn_the_clock_is_read_when_all_is_sent()
    {
        var time = new FakeTimeProvider();
        var delivery = new DeliveryLatency(time);
        var turn = new ReadTurn();
        turn.Begin();
        var began = turn.BeganFor(delivery);
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(began, turn.BeganFor(delivery));
        Assert.True(turn.Sent(delivery, 5));
        Assert.False(turn.Sent(new DeliveryLatency(time), 7));
        time.Advance(TimeSpan.FromMilliseconds(20));
        turn.End();

        Assert.Equal((5L, TimeSpan.FromMilliseconds(200)), (delivery.Snapshot().Count, delivery.Snapshot().Sum));
        turn.Begin();
        turn.End();
        Assert.Equal(5, delivery.Snapshot().Count);
    }

    /// <summary>A message is on its way before it is counted.</summary>
    private static async Task<LatencyHistogram> DeliveriesAsync(TestBroker broker, long count)
    {
        await TestBroker.UntilAsync(() => broker.Services.StatsManager.GetGlobalStats().Delivery.Count == count);
        return broker.Services.StatsManager.GetGlobalStats().Delivery;
    }
}
