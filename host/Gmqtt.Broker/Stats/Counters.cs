using Gmqtt.Hooks;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>The whole broker's counters; batches add to them, anybody reads them.</summary>
internal sealed class Counters
{
    private readonly PacketBytes _bytes = new();
    private readonly Tally _total;
    private readonly Lock _adding = new();
    private long _connected;
    private long _disconnected;
    private long _refused;
    private long _created;
    private long _active;
    private long _sessions;
    private readonly long[] _terminated = new long[3];
    private long _subscriptionsTotal;
    private long _subscriptions;

    internal Counters(TimeProvider time, HeldMemory held)
    {
        Held = held;
        _total = new Tally(_bytes);
        Delivery = new DeliveryLatency(time);
    }

    internal HeldMemory Held { get; }

    internal AuthenticationTally Authentications { get; } = new();

    internal DeliveryLatency Delivery { get; }

    internal void Add(Tally tally)
    {
        if (!tally.IsDirty) return;
        lock (_adding) _total.Add(tally);
        Held.Add((tally.Queued + tally.InFlight) * HeldMemory.PlaceBytes);
        tally.Clear();
    }

    internal void Connected()
    {
        Interlocked.Increment(ref _connected);
        Interlocked.Increment(ref _active);
    }

    internal void Disconnected()
    {
        Interlocked.Increment(ref _disconnected);
        Interlocked.Decrement(ref _active);
    }

    internal void Refused() => Interlocked.Increment(ref _refused);

    internal void SessionCreated()
    {
        Interlocked.Increment(ref _created);
        Interlocked.Increment(ref _sessions);
    }

    /// <summary>A session that was stored before the start is there again.</summary>
    internal void SessionRestored() => Interlocked.Increment(ref _sessions);

    internal void SessionTerminated(SessionTerminatedReason reason)
    {
        Interlocked.Increment(ref _terminated[(int)reason]);
        Interlocked.Decrement(ref _sessions);
    }

    internal void Subscribed()
    {
        Interlocked.Increment(ref _subscriptionsTotal);
        Interlocked.Increment(ref _subscriptions);
    }

    internal void Unsubscribed(int count) => Interlocked.Add(ref _subscriptions, -count);

    internal SubscriptionStats Subscriptions => new(Interlocked.Read(ref _subscriptionsTotal), Interlocked.Read(ref _subscriptions));

    internal GlobalStats Snapshot(long retained, long retainedBytes)
    {
        var active = Interlocked.Read(ref _active);
        var connections = new ConnectionStats(
            Interlocked.Read(ref _connected),
            Interlocked.Read(ref _disconnected),
            Interlocked.Read(ref _created),
            Interlocked.Read(ref _terminated[(int)SessionTerminatedReason.Normal]),
            Interlocked.Read(ref _terminated[(int)SessionTerminatedReason.TakenOver]),
            Interlocked.Read(ref _terminated[(int)SessionTerminatedReason.Expired]),
            active,
            Math.Max(0, Interlocked.Read(ref _sessions) - active),
            Interlocked.Read(ref _refused));
        lock (_adding)
        {
            return new GlobalStats(
                connections, StatsShape.Packets(_total), StatsShape.Messages(_total, _total.InFlight, _total.Queued), Subscriptions, retained, retainedBytes)
            {
                PacketBytes = StatsShape.Bytes(_bytes, _total),
                QueuedBytes = _total.QueuedBytes,
                Balance = StatsShape.Balance(_total),
                Authentications = Authentications.Snapshot(),
                Delivery = Delivery.Snapshot(),
            };
        }
    }
}
