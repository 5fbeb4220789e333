using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>OnSubscribe, OnSubscribed, OnUnsubscribe and OnUnsubscribed: what may be changed and what is seen.</summary>
public sealed class SubscribeHookTests
{
    [Fact]
    public async Task OnSubscribe_sees_every_filter_in_order_with_its_options()
    {
        IReadOnlyList<SubscribeItem> seen = [];
        await using var broker = await StartAsync(r => seen = r.Items);
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [0x0B, 0x07, .. Packet.UserProperty("k", "v")], ("a", 0x2D), ("$share/g/b/#", 0x02)));
        await client.ReadAsync(9);
        Assert.Equal(["a", "$share/g/b/#"], seen.Select(i => i.RequestedFilter));
        Assert.Equal(
            new Subscription { TopicFilter = "a", QoS = QoS.AtLeastOnce, SubscriptionId = 7, NoLocal = true, RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend },
            seen[0].Subscription);
        Assert.Equal(new Subscription { TopicFilter = "b/#", ShareName = "g", QoS = QoS.ExactlyOnce, SubscriptionId = 7 }, seen[1].Subscription);
    }

    [Fact]
    public async Task Each_filter_is_granted_or_refused_by_itself()
    {
        await using var broker = await StartAsync(r =>
        {
            r.GrantQoS("lowered", QoS.AtLeastOnce);
            r.GrantQoS("raised", QoS.ExactlyOnce); // brought down to what was asked for
            r.Reject("refused", ReasonCode.NotAuthorized);
        });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("lowered", 2), ("raised", 1), ("refused", 2), ("plain", 2)));
        Assert.Equal([0x01, 0x01, 0x87, 0x02], (await client.ReadAsync(9)).ReasonCodes); // [MQTT-3.8.4-6]
        await client.PublishAsync("refused", "x");
        await client.PublishAsync("lowered", "x", qos: 2, packetId: 1);
        Assert.Equal(("lowered", 1), await TopicAndQoSAsync(client));
    }

    [Fact]
    public async Task A_filter_may_be_replaced_and_the_new_one_is_what_matches()
    {
        await using var broker = await StartAsync(r =>
        {
            foreach (var item in r.Items) item.Subscription = item.Subscription with { TopicFilter = "tenant/" + item.Subscription.TopicFilter };
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x");
        await client.PublishAsync("tenant/t", "x");
        Assert.Equal("tenant/t", (await client.ReadAsync(3)).Topic);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_replaced_filter_that_is_none_is_refused()
    {
        await using var broker = await StartAsync(r => r.Items[0].Subscription = r.Items[0].Subscription with { TopicFilter = "a#" });
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0x8F], (await client.SubscribeAsync("t")).ReasonCodes);
    }

    [Fact]
    public async Task Filters_that_the_broker_refuses_are_not_shown_to_the_hook()
    {
        var seen = new List<string>();
        await using var broker = await StartAsync(r => seen.AddRange(r.Items.Select(i => i.RequestedFilter)));
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("a#", 0), ("good", 0)));
        Assert.Equal([0x8F, 0x00], (await client.ReadAsync(9)).ReasonCodes);
        Assert.Equal(["good"], seen);
    }

    [Fact]
    public async Task OnSubscribed_is_called_for_what_was_stored_before_its_retained_messages_are_sent()
    {
        var recorder = new Recorder();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnSubscribe = next => (client, request, ct) =>
                {
                    request.Reject("refused", ReasonCode.NotAuthorized);
                    return next(client, request, ct);
                },
                OnSubscribed = next => (client, subscription, ct) =>
                {
                    recorder.Mark("subscribed", subscription.FullTopicFilter);
                    return next(client, subscription, ct);
                },
                OnDelivered = next => (client, message) =>
                {
                    recorder.Mark("subscribed", "delivered " + message.TopicName);
                    next(client, message);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "kept", retain: true);
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 0), ("refused", 0), ("u", 0)));
        await client.ReadAsync(9);
        await client.ReadAsync(3);
        Assert.Equal(["t", "u", "delivered t"], recorder.Of("subscribed"));
    }

    [Fact]
    public async Task OnUnsubscribe_may_refuse_and_replace_and_OnUnsubscribed_is_called_for_what_was_removed()
    {
        var removed = new List<string>();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnUnsubscribe = next => (client, request, ct) =>
                {
                    foreach (var item in request.Items)
                    {
                        if (item.RequestedFilter == "kept") item.Reject(ReasonCode.NotAuthorized);
                        if (item.RequestedFilter == "alias") item.FullTopicFilter = "$share/g/real";
                    }

                    return next(client, request, ct);
                },
                OnUnsubscribed = next => (client, filter, ct) =>
                {
                    removed.Add(filter);
                    return next(client, filter, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("kept", 0), ("$share/g/real", 0), ("plain", 0)));
        await client.ReadAsync(9);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "kept", "alias", "plain", "never"));
        Assert.Equal([0x87, 0x00, 0x00, 0x11], (await client.ReadAsync(11)).ReasonCodes);
        Assert.Equal(["$share/g/real", "plain"], removed);
    }

    private static Task<TestBroker> StartAsync(Action<SubscribeRequest> hook) => TestBroker.StartAsync(
        TestBroker.Defaults,
        new HookWrapper
        {
            OnSubscribe = next => (client, request, ct) =>
            {
                hook(request);
                return next(client, request, ct);
            },
        });

    private static async Task<(string Topic, int QoS)> TopicAndQoSAsync(RawClient client)
    {
        while (true)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 3) return (packet.Topic, packet.QoS);
        }
    }
}
