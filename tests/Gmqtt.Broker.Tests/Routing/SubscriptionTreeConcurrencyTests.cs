using Gmqtt.Broker.Routing;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>Matching takes no lock: while others come and go, who stays is found every time.</summary>
public sealed class SubscriptionTreeConcurrencyTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(40)] // more children than a node keeps in its array
    public async Task A_subscription_that_stays_is_found_by_every_match_while_its_neighbours_come_and_go(int neighbours)
    {
        var missed = 0;
        for (var round = 0; round < 300; round++)
        {
            var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
            var stays = new TestSubscriber("stays");
            for (var i = 0; i < 4; i++) tree.Subscribe(stays, new Subscription { TopicFilter = $"a/keep{i}/b" });
            tree.Subscribe(stays, new Subscription { TopicFilter = "a/+/b/#" });
            using var go = new Barrier(3);
            var done = 0;
            var churns = Enumerable.Range(0, 2).Select(n => Task.Run(() =>
            {
                var guest = new TestSubscriber($"guest{n}");
                go.SignalAndWait();
                for (var i = 0; i < neighbours; i++) tree.Subscribe(guest, new Subscription { TopicFilter = $"a/guest{n}-{i}/b" });
                for (var i = 0; i < neighbours; i++) tree.Unsubscribe(guest, null, $"a/guest{n}-{i}/b");
                Interlocked.Increment(ref done);
            })).ToArray();
            var reader = Task.Run(() =>
            {
                var matches = new Matches(DeliveryMode.Overlap);
                go.SignalAndWait();
                while (Volatile.Read(ref done) < 2)
                {
                    for (var i = 0; i < 4; i++)
                    {
                        tree.Match($"a/keep{i}/b", matches);
                        if (matches.Routes.Length != 2) Interlocked.Increment(ref missed);
                    }
                }
            });
            await Task.WhenAll([.. churns, reader]);
            Assert.Equal(5, tree.All().Count());
        }

        Assert.Equal(0, missed);
    }

    [Fact]
    public async Task Many_who_subscribe_and_unsubscribe_at_once_leave_an_empty_tree()
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            var subscriber = new TestSubscriber($"{n}");
            for (var i = 0; i < 3_000; i++)
            {
                var share = i % 3 == 0 ? "g" : null;
                var filter = $"a/{i % 17}/{(i % 2 == 0 ? "+" : "x")}/#";
                tree.Subscribe(subscriber, new Subscription { TopicFilter = filter, ShareName = share });
                Assert.True(tree.Unsubscribe(subscriber, share, filter));
            }
        })));
        Assert.True(tree.Root.IsEmpty);
    }
}
