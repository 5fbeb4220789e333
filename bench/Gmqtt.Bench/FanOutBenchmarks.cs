using BenchmarkDotNet.Attributes;
using Gmqtt.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Bench;

/// <summary>One PUBLISH of 64 bytes to 200 and to 1,000 subscribers through the whole engine, in batches of 20; one operation is all of one batch's deliveries.</summary>
[MemoryDiagnoser]
public class FanOutBenchmarks
{
    private const int Batch = 20;

    private readonly List<BenchClient> _subscribers = [];
    private BenchClient _publisher = null!;
    private byte[] _packets = [];

    [Params(0, 1)]
    public int QoS { get; set; }

    [Params(200, 1000)]
    public int Subscribers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var server = new Server(new BrokerOptions(), NullLoggerFactory.Instance, TimeProvider.System);
        _publisher = new BenchClient(server, "publisher", 4);
        for (var i = 0; i < Subscribers; i++)
        {
            var subscriber = new BenchClient(server, $"subscriber-{i}", 4);
            subscriber.Subscribe("sensors/17/temperature", QoS, 4);
            _subscribers.Add(subscriber);
        }

        _packets = [.. Enumerable.Range(1, Batch).SelectMany(id => BenchClient.Publish("sensors/17/temperature", QoS, id, 64, 4))];
        if (Publish() != Subscribers * (QoS == 0 ? _packets.Length : Batch)) throw new InvalidOperationException("not everybody got what was published");
    }

    [Benchmark]
    public int Publish()
    {
        _publisher.Send(_packets);
        if (QoS > 0) _publisher.Drain();
        var got = 0;
        foreach (var subscriber in _subscribers) got += QoS == 0 ? subscriber.Drain() : subscriber.Acknowledge();
        return got;
    }
}
