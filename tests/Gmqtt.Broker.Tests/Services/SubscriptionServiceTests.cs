using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

public sealed class SubscriptionServiceTests
{
    [Fact]
    public async Task A_subscription_it_adds_delivers_and_brings_retained_messages()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Services.RetainedService.SetAsync(new Message { TopicName = "t/kept", Payload = "kept"u8.ToArray() });
        var client = await broker.ConnectAsync("c");
        var results = await broker.Services.SubscriptionService.SubscribeAsync("c", [new Subscription { TopicFilter = "t/#", QoS = QoS.AtLeastOnce, SubscriptionId = 5 }]);
        Assert.False(results.Single().AlreadyExisted);
        var kept = await client.ReadAsync(3);
        Assert.Equal(("kept", true), (kept.Payload, kept.Retain));
        Assert.Equal([5], kept.SubscriptionIds);
        await client.PublishAsync("t/live", "x");
        Assert.Equal([5], (await client.ReadAsync(3)).SubscriptionIds);
        results = await broker.Services.SubscriptionService.SubscribeAsync("c", [new Subscription { TopicFilter = "t/#", RetainHandling = RetainHandling.SendIfNew }]);
        Assert.True(results.Single().AlreadyExisted);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task It_serves_sessions_that_are_away_and_refuses_those_that_are_not()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        await client.DropAsync();
        await broker.Services.SubscriptionService.SubscribeAsync("away", [new Subscription { TopicFilter = "t", QoS = QoS.AtLeastOnce }]);
        await broker.Services.Publisher.PublishAsync(new Message { TopicName = "t", QoS = QoS.AtLeastOnce, Payload = "x"u8.ToArray() });
        client = await broker.ConnectAsync("away", clean: false);
        Assert.Equal("x", (await client.ReadAsync(3)).Payload);
        await Assert.ThrowsAsync<MqttReasonException>(async () => await broker.Services.SubscriptionService.SubscribeAsync("nobody", [new Subscription { TopicFilter = "t" }]));
    }

    public static TheoryData<Subscription> Invalid =>
    [
        new Subscription { TopicFilter = "" },
        new Subscription { TopicFilter = "a#" },
        new Subscription { TopicFilter = "t", ShareName = "a/b" },
        new Subscription { TopicFilter = "t", ShareName = "" },
        new Subscription { TopicFilter = "$share/g/t" }, // shared, but not said so
        new Subscription { TopicFilter = new string('/', 200) },
        new Subscription { TopicFilter = "t", QoS = (QoS)3 },
        new Subscription { TopicFilter = "t", ShareName = "g", NoLocal = true }, // [MQTT-3.8.3-4]
        new Subscription { TopicFilter = "t", SubscriptionId = -1 },
        new Subscription { TopicFilter = "t", SubscriptionId = 268_435_456 },
        new Subscription { TopicFilter = "t", RetainHandling = (RetainHandling)3 },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_a_SUBSCRIBE_could_not_ask_for_is_refused_and_nothing_is_added(Subscription invalid)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("existing", 1);
        var service = broker.Services.SubscriptionService;
        await Assert.ThrowsAsync<MqttReasonException>(async () => await service.SubscribeAsync(
            "c", [new Subscription { TopicFilter = "new" }, new Subscription { TopicFilter = "existing", QoS = QoS.ExactlyOnce }, invalid]));
        var left = Assert.Single(service.Find()).Subscription;
        Assert.Equal(("existing", QoS.AtLeastOnce), (left.TopicFilter, left.QoS));
    }

    [Fact]
    public async Task A_limit_refuses_all_of_them_and_what_was_replaced_is_as_before()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxSubscriptionsPerClient = 2 } });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("existing", 1);
        var service = broker.Services.SubscriptionService;
        var refusal = await Assert.ThrowsAsync<MqttReasonException>(async () => await service.SubscribeAsync(
            "c", [new Subscription { TopicFilter = "existing", QoS = QoS.ExactlyOnce }, new Subscription { TopicFilter = "a" }, new Subscription { TopicFilter = "b" }]));
        Assert.Equal(ReasonCode.QuotaExceeded, refusal.Code);
        var left = Assert.Single(service.Find()).Subscription;
        Assert.Equal(("existing", QoS.AtLeastOnce), (left.TopicFilter, left.QoS));
    }

    [Fact]
    public async Task Unsubscribing_says_how_many_there_were()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("a", 0), ("b", 0), ("$share/g/a", 0), ("c", 0)));
        await client.ReadAsync(9);
        var service = broker.Services.SubscriptionService;
        Assert.Equal(2, await service.UnsubscribeAsync("c", ["a", "$share/g/a", "never"]));
        Assert.Equal(2, await service.UnsubscribeAllAsync("c"));
        Assert.Equal(0, await service.UnsubscribeAllAsync("c"));
        Assert.Equal(0, await service.UnsubscribeAsync("nobody", ["a"]));
        await client.PublishAsync("a", "x");
        await client.ExpectNothingAsync();
        Assert.Equal(new SubscriptionStats(4, 0), service.GetStats());
        Assert.Equal(new SubscriptionStats(4, 0), service.GetClientStats("c"));
    }

    [Fact]
    public async Task Find_finds_by_client_filter_topic_and_kind()
    {
        await using var broker = await TestBroker.StartAsync();
        var a = await broker.ConnectAsync("a");
        await a.SendAsync(Packet.Subscribe(1, 5, [], ("t/+", 0), ("$SYS/#", 0), ("$share/g/t/x", 1)));
        await a.ReadAsync(9);
        var b = await broker.ConnectAsync("b");
        await b.SubscribeAsync("t/x", 2);
        var service = broker.Services.SubscriptionService;

        Assert.Equal(["$SYS/#", "$share/g/t/x", "t/+", "t/x"], Found(new SubscriptionQuery()));
        Assert.Equal(["$SYS/#", "$share/g/t/x", "t/+"], Found(new SubscriptionQuery { ClientId = "a" }));
        Assert.Equal(["$share/g/t/x", "t/+", "t/x"], Found(new SubscriptionQuery { MatchesTopicName = "t/x" }));
        Assert.Equal(["t/+"], Found(new SubscriptionQuery { MatchesTopicName = "t/x", ClientId = "a", Shared = false }));
        Assert.Equal(["t/x"], Found(new SubscriptionQuery { FullTopicFilter = "t/x" }));
        Assert.Equal(["$share/g/t/x"], Found(new SubscriptionQuery { System = false, NonShared = false }));
        Assert.Equal(["$SYS/#"], Found(new SubscriptionQuery { Shared = false, NonShared = false }));
        Assert.Empty(Found(new SubscriptionQuery { ClientId = "nobody" }));

        IEnumerable<string> Found(SubscriptionQuery query) => service.Find(query).Select(s => s.Subscription.FullTopicFilter).Order(StringComparer.Ordinal);
    }
}
