using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class MatchesTests
{
    private readonly SubscriptionTree _tree = new(SharedSubscriptionStrategy.RoundRobin);

    [Fact]
    public void Overlapping_subscriptions_of_a_client_are_one_route_with_the_highest_QoS_and_all_identifiers()
    {
        var client = new TestSubscriber("c");
        _tree.Subscribe(client, new Subscription { TopicFilter = "#", QoS = QoS.AtMostOnce, SubscriptionId = 1, RetainAsPublished = true });
        _tree.Subscribe(client, new Subscription { TopicFilter = "a/+", QoS = QoS.ExactlyOnce, SubscriptionId = 2 });
        _tree.Subscribe(client, new Subscription { TopicFilter = "a/b", QoS = QoS.AtLeastOnce });
        var route = Assert.Single(Match(DeliveryMode.OnlyOnce, "a/b"));
        Assert.Equal(QoS.ExactlyOnce, route.QoS); // [MQTT-3.3.4-2]
        Assert.Equal([1u, 2u], route.SubscriptionIds.Order()); // [MQTT-3.3.4-4]
        Assert.True(route.RetainAsPublished);
        Assert.Equal(3, Match(DeliveryMode.Overlap, "a/b").Length);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)] // more than are searched one by one
    public void Each_subscriber_is_there_once_however_many_there_are(int count)
    {
        var clients = Enumerable.Range(0, count).Select(i => new TestSubscriber($"{i}")).ToArray();
        foreach (var client in clients)
        {
            foreach (var filter in new[] { "#", "a/#", "a/+", "a/b", "+/b" }) _tree.Subscribe(client, new Subscription { TopicFilter = filter });
        }

        var routes = Match(DeliveryMode.OnlyOnce, "a/b");
        Assert.Equal(clients.Select(c => c.ClientId).Order(), routes.Select(r => r.Subscriber.ClientId).Order());
        Assert.All(routes, r => Assert.Equal(5, r.Parts!.Length));
    }

    [Fact]
    public void What_a_client_published_itself_reaches_only_its_parts_without_No_Local()
    {
        var client = new TestSubscriber("c");
        _tree.Subscribe(client, new Subscription { TopicFilter = "#", QoS = QoS.AtMostOnce, SubscriptionId = 1 });
        _tree.Subscribe(client, new Subscription { TopicFilter = "a", QoS = QoS.ExactlyOnce, SubscriptionId = 2, NoLocal = true });
        var own = Assert.Single(Match(DeliveryMode.OnlyOnce, "a")).ForOwnMessage()!; // [MQTT-3.8.3-3]
        Assert.Equal((QoS.AtMostOnce, 1u), (own.QoS, own.SubscriptionIds.Single()));
        _tree.Unsubscribe(client, null, "#");
        Assert.Null(Assert.Single(Match(DeliveryMode.OnlyOnce, "a")).ForOwnMessage());
    }

    [Fact]
    public void Matches_that_are_filled_again_show_nothing_of_before()
    {
        var matches = new Matches(DeliveryMode.OnlyOnce);
        for (var i = 0; i < 20; i++) _tree.Subscribe(new TestSubscriber($"{i}"), new Subscription { TopicFilter = "many" });
        var one = new TestSubscriber("one");
        _tree.Subscribe(one, new Subscription { TopicFilter = "one" });
        _tree.Subscribe(one, new Subscription { TopicFilter = "+" });
        _tree.Match("many", matches);
        Assert.Equal(21, matches.Routes.Length);
        _tree.Match("one", matches);
        Assert.Same(one, Assert.Single(matches.Routes.ToArray()).Subscriber);
        _tree.Match("a/b", matches);
        Assert.True(matches.IsEmpty);
    }

    private Route[] Match(DeliveryMode mode, string topic)
    {
        var matches = new Matches(mode);
        _tree.Match(topic, matches);
        return matches.Routes.ToArray();
    }
}
