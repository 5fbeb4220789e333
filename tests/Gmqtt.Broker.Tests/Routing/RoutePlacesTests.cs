using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>One filter of very many.</summary>
public sealed class RoutePlacesTests
{
    private const string Filter = "news/#";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Who_is_subscribed_is_found_whoever_comes_and_goes(int seed)
    {
        var random = new Random(seed);
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        var all = Enumerable.Range(0, 500).Select(n => new TestSubscriber($"{n}")).ToArray();
        var expected = new Dictionary<string, QoS>();
        for (var step = 0; step < 6_000; step++)
        {
            // They come for a while, and go for a while: the array grows and shrinks.
            var who = all[random.Next(all.Length)];
            var qos = (QoS)random.Next(3);
            if (random.Next(10) < (step / 1_000 % 2 == 0 ? 8 : 1))
            {
                Assert.Equal(expected.ContainsKey(who.ClientId), tree.Subscribe(who, new Subscription { TopicFilter = Filter, QoS = qos }));
                expected[who.ClientId] = qos;
            }
            else
            {
                Assert.Equal(expected.Remove(who.ClientId), tree.Unsubscribe(who, null, Filter));
            }

            if (step % 100 == 0) Assert.Equal(expected.OrderBy(e => e.Key), Found(tree));
        }

        foreach (var who in all) tree.Unsubscribe(who, null, Filter);
        Assert.True(tree.Root.IsEmpty);
    }

    [Fact]
    public async Task Who_stays_is_found_once_by_every_match_while_hundreds_come_and_go()
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        var stays = new TestSubscriber("stays");
        tree.Subscribe(stays, new Subscription { TopicFilter = Filter });
        var isDone = false;
        var reader = Task.Run(() =>
        {
            var missed = 0;
            var matches = new Matches(DeliveryMode.Overlap);
            while (!Volatile.Read(ref isDone))
            {
                tree.Match("news/x", matches);
                if (matches.Routes.ToArray().Count(r => r.Subscriber == stays) != 1) missed++;
            }

            return missed;
        });
        var guests = Enumerable.Range(0, 300).Select(n => new TestSubscriber($"{n}")).ToArray();
        for (var round = 0; round < 50; round++)
        {
            foreach (var guest in guests) tree.Subscribe(guest, new Subscription { TopicFilter = Filter });
            foreach (var guest in guests) tree.Unsubscribe(guest, null, Filter);
        }

        Volatile.Write(ref isDone, true);
        Assert.Equal(0, await reader);
    }

    private static IEnumerable<KeyValuePair<string, QoS>> Found(SubscriptionTree tree)
    {
        var matches = new Matches(DeliveryMode.Overlap);
        tree.Match("news/x", matches);
        return matches.Routes.ToArray().Select(r => KeyValuePair.Create(r.Subscriber.ClientId, r.QoS)).OrderBy(e => e.Key);
    }
}
