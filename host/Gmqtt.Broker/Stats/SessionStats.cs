using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>
/// Counters of one session. What is received is counted by its read loop alone, what is sent under its lock; a reader may see a number that is a packet old.
/// </summary>
internal sealed class SessionStats
{
    private readonly Tally _tally = new();
    private long _subscriptionsTotal;
    private long _subscriptions;

    internal void Received(PacketType type, int bytes) => _tally.Received(type, bytes);

    internal void ReceivedMessage(QoS qos) => _tally.MessagesReceived[(int)qos]++;

    internal void Sent(PacketType type, int bytes) => _tally.Sent(type, bytes);

    internal void SentMessage(QoS qos, int bytes) => _tally.SentMessage(qos, bytes);

    internal void SentMessages(QoS qos, int count, int bytes) => _tally.SentMessages(qos, count, bytes);

    internal void Dropped(QoS qos, DropReason reason) => _tally.Drop(qos, reason);

    internal void Subscribed()
    {
        Interlocked.Increment(ref _subscriptionsTotal);
        Interlocked.Increment(ref _subscriptions);
    }

    internal void Unsubscribed() => Interlocked.Decrement(ref _subscriptions);

    internal ClientStats Snapshot(int inFlight, int queued)
        => new(
            StatsShape.Packets(_tally),
            StatsShape.Messages(_tally, inFlight, queued),
            new SubscriptionStats(Interlocked.Read(ref _subscriptionsTotal), Interlocked.Read(ref _subscriptions)));
}
