using BenchmarkDotNet.Attributes;
using Gmqtt.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Bench;

/// <summary>One PUBLISH of 64 bytes from a publisher to a subscriber through the whole engine, in batches of 50 as a busy network brings them.</summary>
[MemoryDiagnoser]
public class PublishBenchmarks
{
    private const int Batch = 50;

    private Server _server = null!;
    private BenchClient _publisher = null!;
    private BenchClient _subscriber = null!;
    private byte[] _packets = [];

    [Params(0, 1)]
    public int QoS { get; set; }

    [Params(4, 5)]
    public int Version { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _server = new Server(new BrokerOptions(), NullLoggerFactory.Instance, TimeProvider.System);
        _publisher = new BenchClient(_server, "publisher", Version);
        _subscriber = new BenchClient(_server, "subscriber", Version);
        _subscriber.Subscribe("sensors/+/temperature", QoS, Version);
        _packets = [.. Enumerable.Range(1, Batch).SelectMany(id => BenchClient.Publish("sensors/17/temperature", QoS, id, 64, Version))];
        var expected = QoS == 0 ? _packets.Length : Batch;
        if (Publish() != expected) throw new InvalidOperationException("the subscriber did not get what was published");
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Publish()
    {
        _publisher.Send(_packets);
        var got = QoS == 0 ? _subscriber.Drain() : _subscriber.Acknowledge();
        if (QoS > 0) _publisher.Drain();
        return got;
    }
}
