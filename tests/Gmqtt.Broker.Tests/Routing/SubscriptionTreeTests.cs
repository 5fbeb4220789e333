using CsCheck;
using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class SubscriptionTreeTests
{
    private static readonly TestSubscriber[] Subscribers = [.. Enumerable.Range(0, 5).Select(i => new TestSubscriber($"s{i}"))];

    private static readonly string?[] Shares = [null, null, null, "g", "h"];

    private static readonly Gen<Step> AnyStep =
        from who in Gen.Int[0, 4]
        from share in Gen.Int[0, Shares.Length - 1].Select(i => Shares[i])
        from filter in Naive.Filter
        from add in Gen.Bool
        select new Step(who, share, filter, add);

    private sealed record Step(int Who, string? Share, string Filter, bool Add);

    [Theory]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "/", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+", "$x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("$SYS/+", "$SYS/x", true)]
    [InlineData("a/$x/+", "a/$x/b", true)]
    [InlineData("+/$x", "a/$x", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sport/", true)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("sport", "sport/", false)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+/+/+", "//", true)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    [InlineData("Case", "case", false)]
    public void A_filter_matches_as_the_specification_says(string filter, string topic, bool expected)
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        tree.Subscribe(Subscribers[0], new Subscription { TopicFilter = filter });
        var matches = Match(tree, topic);
        Assert.Equal(expected, !matches.IsEmpty);
        Assert.Equal(expected, Naive.Matches(filter, topic));
    }

    [Fact]
    public void Any_filters_match_any_topic_exactly_as_the_naive_matcher_says()
        => Gen.Select(Naive.Filter.Array[1, 30], Naive.Topic.Array[1, 10]).Sample(
            (filters, topics) =>
            {
                var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
                var subscribers = filters.Select((_, i) => new TestSubscriber($"{i}")).ToArray();
                for (var i = 0; i < filters.Length; i++) tree.Subscribe(subscribers[i], new Subscription { TopicFilter = filters[i] });
                foreach (var topic in topics)
                {
                    var expected = filters.Index().Where(f => Naive.Matches(f.Item, topic)).Select(f => $"{f.Index}").Order(StringComparer.Ordinal);
                    var found = Match(tree, topic).Routes.ToArray().Select(r => r.Subscriber.ClientId).Order(StringComparer.Ordinal);
                    if (!expected.SequenceEqual(found)) return false;
                }

                return true;
            },
            iter: 5_000);

    [Fact]
    public void Any_changes_leave_what_a_model_says_and_nothing_when_all_is_taken_back()
        => Gen.Select(AnyStep.Array[1, 60], Naive.Topic.Array[1, 5]).Sample(
            (steps, topics) =>
            {
                var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
                var model = new HashSet<(int Who, string? Share, string Filter)>();
                foreach (var step in steps)
                {
                    var version = tree.Version;
                    var key = (step.Who, step.Share, step.Filter);
                    var subscription = new Subscription { TopicFilter = step.Filter, ShareName = step.Share };
                    var existed = model.Contains(key);
                    var said = step.Add ? tree.Subscribe(Subscribers[step.Who], subscription) : tree.Unsubscribe(Subscribers[step.Who], step.Share, step.Filter);
                    if (said != existed) return false;
                    if (step.Add) model.Add(key);
                    else model.Remove(key);
                    if ((step.Add || existed) && tree.Version == version) return false; // a cached match would go on being used
                }

                if (tree.All().Count() != model.Count || !topics.All(t => AgreesWith(tree, model, t))) return false;
                foreach (var (who, share, filter) in model) tree.Unsubscribe(Subscribers[who], share, filter);
                return tree.Root.IsEmpty && !tree.All().Any();
            },
            iter: 5_000);

    [Fact]
    public void A_replaced_subscription_matches_once_with_its_new_options()
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        Assert.False(tree.Subscribe(Subscribers[0], new Subscription { TopicFilter = "a" }));
        Assert.True(tree.Subscribe(Subscribers[0], new Subscription { TopicFilter = "a", QoS = QoS.ExactlyOnce, SubscriptionId = 3 }));
        var route = Assert.Single(Match(tree, "a").Routes.ToArray());
        Assert.Equal((QoS.ExactlyOnce, 3u), (route.QoS, route.SubscriptionIds.Single()));
    }

    [Fact]
    public void The_deepest_filter_and_topic_the_protocol_allows_do_not_end_the_process()
    {
        var tree = new SubscriptionTree(SharedSubscriptionStrategy.RoundRobin);
        var deep = new string('/', 65_535);
        tree.Subscribe(Subscribers[0], new Subscription { TopicFilter = deep });
        tree.Subscribe(Subscribers[1], new Subscription { TopicFilter = string.Concat(Enumerable.Repeat("+/", 32_000)) + "#" });
        Assert.Equal(2, Match(tree, deep).Routes.Length);
        tree.Unsubscribe(Subscribers[0], null, deep);
        tree.Unsubscribe(Subscribers[1], null, string.Concat(Enumerable.Repeat("+/", 32_000)) + "#");
        Assert.True(tree.Root.IsEmpty);
    }

    private static Matches Match(SubscriptionTree tree, string topic)
    {
        var matches = new Matches(DeliveryMode.Overlap);
        tree.Match(topic, matches);
        return matches;
    }

    private static bool AgreesWith(SubscriptionTree tree, HashSet<(int Who, string? Share, string Filter)> model, string topic)
    {
        var matches = Match(tree, topic);
        var plain = model.Where(m => m.Share is null && Naive.Matches(m.Filter, topic)).Select(m => Subscribers[m.Who].ClientId).Order(StringComparer.Ordinal);
        var groups = model.Where(m => m.Share is not null && Naive.Matches(m.Filter, topic)).Select(m => (m.Share, m.Filter)).Distinct().Order();
        return plain.SequenceEqual(matches.Routes.ToArray().Select(r => r.Subscriber.ClientId).Order(StringComparer.Ordinal))
            && groups.SequenceEqual(matches.Groups.ToArray().Select(g => ((string?)g.Name, g.TopicFilter)).Order());
    }
}
