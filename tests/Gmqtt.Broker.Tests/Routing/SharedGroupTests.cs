using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class SharedGroupTests
{
    private readonly TestSubscriber[] _members = [.. Enumerable.Range(0, 4).Select(i => new TestSubscriber($"m{i}"))];

    [Fact]
    public async Task Round_robin_serves_each_in_turn()
    {
        Assert.Equal("10 10 10 10", await DeliverAsync(SharedSubscriptionStrategy.RoundRobin, 40));
    }

    [Fact]
    public async Task Random_serves_everybody()
    {
        Assert.DoesNotContain("0", (await DeliverAsync(SharedSubscriptionStrategy.Random, 400)).Split(' '));
    }

    [Fact]
    public async Task Sticky_serves_the_same_as_long_as_it_is_there()
    {
        Assert.Equal("10 0 0 0", await DeliverAsync(SharedSubscriptionStrategy.Sticky, 10));
        _members[0].Connected = false;
        Assert.Equal("10 10 0 0", await DeliverAsync(SharedSubscriptionStrategy.Sticky, 10));
    }

    [Theory]
    [InlineData(SharedSubscriptionStrategy.HashClient)]
    [InlineData(SharedSubscriptionStrategy.HashTopic)]
    public async Task A_hash_serves_the_same_for_the_same_and_everybody_for_many(SharedSubscriptionStrategy strategy)
    {
        var same = await DeliverAsync(strategy, 10);
        Assert.Equal("0 0 0 10", string.Join(' ', same.Split(' ').Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("0", (await DeliverAsync(strategy, 400, various: true)).Split(' '));
    }

    [Fact]
    public async Task Least_inflight_serves_whom_the_fewest_messages_wait_for()
    {
        for (var i = 0; i < 4; i++) _members[i].Waiting = 4 - i;
        Assert.Equal("0 0 0 10", await DeliverAsync(SharedSubscriptionStrategy.LeastInflight, 10));
    }

    [Theory]
    [InlineData(SharedSubscriptionStrategy.RoundRobin)]
    [InlineData(SharedSubscriptionStrategy.Random)]
    [InlineData(SharedSubscriptionStrategy.Sticky)]
    [InlineData(SharedSubscriptionStrategy.HashClient)]
    [InlineData(SharedSubscriptionStrategy.HashTopic)]
    [InlineData(SharedSubscriptionStrategy.LeastInflight)]
    public async Task Every_strategy_prefers_the_connected_then_the_congested_then_the_absent(SharedSubscriptionStrategy strategy)
    {
        _members[0].Connected = false;
        _members[1].Congested = true;
        _members[2].Outcome = DeliveryOutcome.TooLarge;
        Assert.Equal("0 0 0 20", await DeliverAsync(strategy, 20));
        _members[3].Outcome = DeliveryOutcome.Gone;
        Assert.Equal("0 20 0 20", await DeliverAsync(strategy, 20));
        _members[1].Outcome = DeliveryOutcome.Gone;
        Assert.Equal("20 20 0 20", await DeliverAsync(strategy, 20)); // its session keeps them
    }

    [Fact]
    public async Task Nobody_who_can_take_it_means_not_delivered()
    {
        foreach (var member in _members) member.Outcome = DeliveryOutcome.TooLarge;
        await DeliverAsync(SharedSubscriptionStrategy.RoundRobin, 3, expected: false);
    }

    [Fact]
    public void Members_are_added_once_and_removed()
    {
        var group = new SharedGroup("g", "t", SharedSubscriptionStrategy.RoundRobin);
        var subscription = new Subscription { TopicFilter = "t", ShareName = "g" };
        Assert.False(group.Add(new Route(_members[0], subscription, group)));
        Assert.True(group.Add(new Route(_members[0], subscription, group)));
        Assert.Single(group.Members);
        Assert.False(group.Remove(_members[1]));
        Assert.True(group.Remove(_members[0]));
        Assert.True(group.IsEmpty);
    }

    private async Task<string> DeliverAsync(SharedSubscriptionStrategy strategy, int messages, bool various = false, bool expected = true)
    {
        await using var broker = await TestBroker.StartAsync();
        var group = new SharedGroup("g", "t", strategy);
        var subscription = new Subscription { TopicFilter = "t", ShareName = "g" };
        foreach (var member in _members) group.Add(new Route(member, subscription, group));
        using var batch = broker.Server.Engine.Batches.Rent();
        for (var i = 0; i < messages; i++)
        {
            var name = various ? $"t{i}" : "t";
            Assert.True(batch.Topics.Find(System.Text.Encoding.UTF8.GetBytes(name), out var topic).IsNone);
            batch.Message.Set(topic, default, default, default, false, null, 0, various ? $"p{i}" : "p");
            Assert.Equal(expected, group.Deliver(batch.Message, batch));
            batch.Message.Clear();
        }

        return string.Join(' ', _members.Select(m => m.Received));
    }
}
