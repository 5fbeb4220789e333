using System.Text;
using BenchmarkDotNet.Attributes;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Stats;
using Gmqtt.Mqtt;

namespace Gmqtt.Bench;

/// <summary>A message into the queue of a session and out of it again, with its copy taken from the pool and given back; 100 wait at a time.</summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    private const int Waiting = 100;

    private readonly MessagePool _pool = new(new HeldMemory());
    private readonly OutboundQueue _queue = new();
    private readonly byte[] _topic = Encoding.ASCII.GetBytes("sensors/17/temperature");
    private byte[] _payload = [];

    [Params(64, 16384)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void Setup() => _payload = new byte[Payload];

    [Benchmark(OperationsPerInvoke = Waiting)]
    public long InAndOut()
    {
        for (var i = 0; i < Waiting; i++)
        {
            var message = _pool.Rent();
            message.Set(_topic, _payload, default, QoS.AtLeastOnce, retain: false, null, 0, "publisher");
            _queue.Enqueue(new OutboundMessage(message, QoS.AtLeastOnce, false, [], null, long.MaxValue));
        }

        while (_queue.Count > 0) _queue.Dequeue().Message.Release();
        return _queue.Bytes;
    }
}
