using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class TopicCacheTests
{
    [Fact]
    public void What_a_topic_matched_before_is_forgotten_and_keeps_no_subscriber_in_memory()
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        var cache = new TopicCache(DeliveryMode.OnlyOnce, new TopicLimits(128, 4096), allowControl: false);
        var gone = new TestSubscriber("gone");
        tree.Subscribe(gone, new Subscription { TopicFilter = "of/one" });
        cache.Find("of/one"u8, out var ofOne);
        Assert.Equal(1, ofOne.MatchedBy(tree).Routes.Length);
        tree.Unsubscribe(gone, null, "of/one");
        tree.Subscribe(new TestSubscriber("s"), new Subscription { TopicFilter = "of/all" });
        cache.Find("of/all"u8, out var ofAll);
        Assert.Equal(1, ofAll.MatchedBy(tree).Routes.Length);

        for (var i = 0; i < 512; i++) cache.Sweep(tree.Version);

        Assert.Equal((0, -1L), (ofOne.Matches.Routes.Length, ofOne.Matches.Version));
        Assert.Equal(1, ofAll.Matches.Routes.Length); // what holds is kept
    }
}
