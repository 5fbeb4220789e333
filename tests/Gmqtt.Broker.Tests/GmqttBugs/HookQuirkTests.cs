using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>The rows of gmqtt's hook table that did not do what they said, and how an error becomes a reason code.</summary>
public sealed class HookQuirkTests
{
    [Fact]
    public async Task Publishing_in_OnConnected_does_not_freeze_the_broker()
    {
        TestBroker broker = null!;
        broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnConnected = next => async (client, ct) =>
                {
                    await broker.Services.Publisher.PublishAsync(new Message { TopicName = "hello", Payload = "x"u8.ToArray() }, cancellationToken: ct);
                    await next(client, ct);
                },
            });
        await using var _ = broker;
        var first = await broker.ConnectAsync("first");
        await first.SubscribeAsync("hello");
        await broker.ConnectAsync("second");
        Assert.Equal("hello", (await first.ReadAsync(3)).Topic);
        await (await Bystander.JoinAsync(broker)).IsUnharmedAsync();
    }

    [Fact]
    public async Task OnConnected_sees_the_session()
    {
        string? seen = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnConnected = next => (client, ct) =>
                {
                    seen = client.Session?.ClientId;
                    return next(client, ct);
                },
            });
        await broker.ConnectAsync("c");
        await TestBroker.UntilAsync(() => seen is not null);
        Assert.Equal("c", seen);
    }

    [Fact]
    public async Task An_authentication_method_that_nobody_knows_gives_0x8C()
    {
        await using var broker = await TestBroker.StartAsync();
        await ExpectBadMethodAsync(broker);
    }

    [Fact]
    public async Task A_plugin_that_passes_an_unknown_method_on_does_not_let_the_client_in()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnEnhancedAuth = next => (client, request, ct) => next(client, request, ct) });
        await ExpectBadMethodAsync(broker); // in gmqtt the base hook accepted
    }

    [Fact]
    public async Task OnReAuth_of_a_plugin_is_called()
    {
        var called = 0;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept("final"u8.ToArray())),
                OnReAuth = _ => (_, _, _) =>
                {
                    called++;
                    return new(EnhancedAuthResponse.Accept());
                },
            });
        var client = await broker.ConnectAsync("c", properties: [0x15, .. Packet.Utf8("M")]);
        Assert.Equal("M", client.ConnAck.Text(0x15)); // [MQTT-4.12.0-5]
        Assert.Equal("final", client.ConnAck.Text(0x16));
        await client.SendAsync(Packet.Auth(0x19, "M", [1, 2, 3])); // method and data differ, which gmqtt took for a fault
        var answer = await client.ReadAsync(15);
        Assert.Equal((0x00, "M", 1), (answer.ReasonCode, answer.Text(0x15), called));
    }

    [Fact]
    public async Task SetId_sets_the_identifier_that_messages_carry()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnSubscribe = next => (client, request, ct) =>
                {
                    request.SetId(77);
                    return next(client, request, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", properties: [0x0B, 0x05]);
        await client.PublishAsync("t", "x");
        Assert.Equal([77], (await client.ReadAsync(3)).SubscriptionIds);
    }

    [Fact]
    public async Task OnDelivered_names_the_topic_also_when_only_an_alias_travels()
    {
        var topics = new List<string>();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnDelivered = _ => (_, message) => topics.Add(message.TopicName) });
        var subscriber = await broker.ConnectAsync("s", properties: [0x22, 0x00, 0x0A]); // Topic Alias Maximum 10
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "1");
        await publisher.PublishAsync("t", "2");
        Assert.Equal("t", (await subscriber.ReadAsync(3)).Topic);
        Assert.Equal("", (await subscriber.ReadAsync(3)).Topic);
        Assert.Equal(["t", "t"], topics);
    }

    [Fact]
    public async Task A_will_that_a_hook_has_replaced_is_the_one_that_is_delivered()
    {
        Message? published = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnWillPublish = next => (id, request, ct) =>
                {
                    request.Message = request.Message with { TopicName = "other", Payload = "replaced"u8.ToArray() };
                    return next(id, request, ct);
                },
                OnWillPublished = _ => (_, message, _) =>
                {
                    published = message;
                    return default;
                },
            });
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("#");
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "original"));
        await client.ReadAsync(2);
        await client.DropAsync();
        var message = await watcher.ReadAsync(3);
        Assert.Equal(("other", "replaced"), (message.Topic, message.Payload));
        Assert.Equal("other", published!.TopicName);
    }

    [Fact]
    public async Task The_route_options_of_a_will_hold()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnWillPublish = next => (id, request, ct) =>
                {
                    request.Route = request.Route with { ClientId = "chosen" };
                    return next(id, request, ct);
                },
            });
        var chosen = await broker.ConnectAsync("chosen");
        await chosen.SubscribeAsync("will");
        var other = await broker.ConnectAsync("other");
        await other.SubscribeAsync("will");
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x"));
        await client.ReadAsync(2);
        await client.DropAsync();
        await chosen.ReadAsync(3);
        await other.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ReasonCode.QuotaExceeded, 3, 0x97)]
    [InlineData(ReasonCode.ServerBusy, 3, 0x89)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 4, 0x86)]
    [InlineData(ReasonCode.Banned, 5, 0x8A)]
    [InlineData(ReasonCode.NotAuthorized, 5, 0x87)]
    public async Task A_refusal_has_a_code_that_the_clients_version_knows(ReasonCode refusal, byte code3, byte code5)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnBasicAuth = _ => (_, _, _) => throw new MqttReasonException(refusal) });
        foreach (var version in new[] { 3, 4, 5 })
        {
            var client = broker.Open();
            client.Version = version;
            await client.SendAsync(Packet.Connect("c", version));
            Assert.Equal(version == 5 ? code5 : code3, (await client.ReadAsync(2)).ReasonCode); // gmqtt sent 0x87 to 3.x
            await client.ExpectClosedAsync();
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_filter_rejected_with_a_success_code_is_rejected_all_the_same(int version)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnSubscribe = _ => (_, request, _) =>
                {
                    request.Reject("t", (ReasonCode)0x05); // a return code of 3.1.1, as gmqtt's plugins used it
                    return default;
                },
            });
        var client = await broker.ConnectAsync("c", version);
        Assert.Equal([0x80], (await client.SubscribeAsync("t")).ReasonCodes);
        Assert.Equal(0, broker.Services.SubscriptionService.GetStats().SubscriptionsCurrent);
    }

    [Theory]
    [InlineData(4, new byte[] { 0x40, 0x02, 0x00, 0x01 })]
    [InlineData(5, new byte[] { 0x40, 0x03, 0x00, 0x01, 0x10 })]
    public async Task A_dropped_message_is_acknowledged_as_if_nobody_subscribed(int version, byte[] ack)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => (_, request, _) =>
                {
                    request.Drop();
                    return default;
                },
            });
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ExpectAsync(ack);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task OnStop_comes_after_everything_that_the_last_clients_cause()
    {
        var events = new List<string>();
        var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnClosed = _ => (_, _, _) => Note("closed"),
                OnWillPublish = _ => async (_, _, _) =>
                {
                    await Task.Yield(); // takes its time
                    await Note("will");
                },
                OnSessionTerminated = _ => (_, _, _) => Note("terminated"),
                OnStop = _ => _ => Note("stop"),
            });
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x"));
        await client.ReadAsync(2);
        await broker.DisposeAsync();
        Assert.Equal(["closed", "will", "terminated", "stop"], events);

        ValueTask Note(string what)
        {
            lock (events) events.Add(what);
            return default;
        }
    }

    private static async Task ExpectBadMethodAsync(TestBroker broker)
    {
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("UNKNOWN")]));
        Assert.Equal(0x8C, (await client.ReadAsync(2)).ReasonCode); // [MQTT-4.12.0-1]
        await client.ExpectClosedAsync();
    }
}
