using Gmqtt.Broker.Hooks;
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

    internal BatchPool(Func<BrokerOptions> options, MessagePool messages, Counters counters, INoticeSink sink)
    {
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
        return batch;
    }

    internal void Complete(Batch batch, List<Notice> notices)
    {
        if (notices.Count > 0)
        {
            foreach (var notice in notices)
            {
                _sink.Tell(batch.Hooks, notice);
                notice.Message.Release();
            }

            notices.Clear();
        }

        batch.Hooks.Exit();
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
