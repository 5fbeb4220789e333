using BenchmarkDotNet.Attributes;
using Gmqtt.Broker;
using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Bench;

/// <summary>
/// Finding who gets a topic among 200,000 subscriptions of 1,000 clients: half of them name a device, three in ten have a wildcard, one in five is a member of a shared group.
/// Topics are new each time, as for a topic cache that does not know them.
/// </summary>
[MemoryDiagnoser]
public class MatchBenchmarks
{
    private const int Filters = 200_000;
    private const int Topics = 1024;
    private const int Sites = 200;
    private const int Devices = 500;

    private readonly Matches _matches = new(DeliveryMode.OnlyOnce);
    private readonly string[] _topics = new string[Topics];
    private SubscriptionTree _tree = null!;

    [GlobalSetup]
    public void Setup()
    {
        _tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        var clients = Enumerable.Range(0, 1000).Select(i => new Receiver($"client-{i}")).ToArray();
        var random = new Random(17);
        for (var i = 0; i < Filters; i++)
        {
            var (site, device) = (random.Next(Sites), random.Next(Devices));
            var (share, filter) = (i % 10) switch
            {
                0 => (null, $"site/+/device/{device}/temperature"),
                1 => (null, $"site/{site}/device/{device}/#"),
                2 => (null, $"+/{site}/device/{device}/temperature"),
                3 or 4 => ($"workers-{i % 3}", $"site/{site}/device/{device}/temperature"),
                _ => ((string?)null, $"site/{site}/device/{device}/temperature"),
            };
            _tree.Subscribe(clients[i % clients.Length], new Subscription { TopicFilter = filter, ShareName = share, QoS = QoS.AtLeastOnce });
        }

        for (var i = 0; i < Topics; i++) _topics[i] = $"site/{random.Next(Sites)}/device/{random.Next(Devices)}/temperature";
        if (Match() == 0) throw new InvalidOperationException("nothing matches");
    }

    [Benchmark(OperationsPerInvoke = Topics)]
    public int Match()
    {
        var found = 0;
        foreach (var topic in _topics)
        {
            _tree.Match(topic, _matches);
            found += _matches.Routes.Length + _matches.Groups.Length;
        }

        return found;
    }
}
