using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;
using Microsoft.Extensions.ObjectPool;

namespace Gmqtt.Broker.Routing;

/// <summary>Batches at rest: about as many as there are threads that read the network, with their topic caches warm.</summary>
internal sealed class BatchPool
{
    private readonly DefaultObjectPool<Batch> _idle;
    private readonly Counters _counters;
    private readonly Func<BrokerOptions> _options;
    private readonly INoticeSink _sink;
    private readonly SubscriptionTree _subscriptions;

    internal BatchPool(Func<BrokerOptions> options, MessagePool messages, Counters counters, INoticeSink sink, SubscriptionTree subscriptions)
    {
        _subscriptions = subscriptions;
        _options = options;
        _counters = counters;
        _sink = sink;
        _idle = new DefaultObjectPool<Batch>(new Policy(this, messages), Environment.ProcessorCount * 4);
    }

    internal Batch Rent()
    {
        var batch = _idle.Get();
        while (batch.Options != _options()) batch = _idle.Get();
        batch.Hooks = _sink.Enter();
        batch.Began = ReadTurn.Open is { } turn ? turn.BeganFor(Delivery) : Delivery.Now;
        return batch;
    }

    internal HeldMemory Held => _counters.Held;

    internal DeliveryLatency Delivery => _counters.Delivery;

    internal void Complete(Batch batch, List<Notice> notices)
    {
        batch.TellWaited();
        if (batch.SentAtOnce > 0)
        {
            // What the turn keeps back is sent at its end: then it is time to look at the clock.
            if (ReadTurn.Open is not { } turn || !turn.Sent(Delivery, batch.SentAtOnce)) Delivery.Sent(batch.Began, batch.SentAtOnce);
            batch.SentAtOnce = 0;
        }

        if (notices.Count > 0)
        {
            foreach (var notice in notices)
            {
                _sink.Tell(batch.Hooks, notice);
                notice.Message.Release();
            }

            notices.Clear();
        }

        batch.Topics.Sweep(_subscriptions.Version);
        batch.Hooks.Exit();
        batch.Ticket = 0;
        batch.Hooks = HookSet.Empty; // a batch at rest keeps no plugin in memory
        _counters.Add(batch.Tally);
        if (batch.Options == _options()) _idle.Return(batch);
    }

    private sealed class Policy(BatchPool pool, MessagePool messages) : PooledObjectPolicy<Batch>
    {
        public override Batch Create() => new(pool, pool._options(), messages);

        public override bool Return(Batch obj) => true;
    }
}

/// <summary>Who hears of deliveries and drops: the hooks, seen from below.</summary>
internal interface INoticeSink
{
    HookSet Enter();

    void Tell(HookSet hooks, in Notice notice);
}
