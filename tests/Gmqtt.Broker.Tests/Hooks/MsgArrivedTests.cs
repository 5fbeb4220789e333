using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>OnMsgArrived: what it sees, what it may change, and what comes of that.</summary>
public sealed class MsgArrivedTests
{
    private static Task<TestBroker> StartAsync(Action<MsgArrivedRequest> hook) => TestBroker.StartAsync(
        TestBroker.Defaults,
        new HookWrapper
        {
            OnMsgArrived = next => (client, request, ct) =>
            {
                hook(request);
                return next(client, request, ct);
            },
        });

    [Fact]
    public async Task It_sees_the_message_as_it_was_published()
    {
        Message? seen = null;
        await using var broker = await StartAsync(r => seen = r.Message);
        var client = await broker.ConnectAsync("c");
        byte[] properties =
        [
            0x01, 0x01, 0x02, 0, 0, 0, 60, 0x03, .. Packet.Utf8("text/plain"), 0x08, .. Packet.Utf8("answers"), 0x09, .. Packet.Binary([1, 2]),
            .. Packet.UserProperty("a", "1"), .. Packet.UserProperty("a", "2"),
        ];
        await client.PublishAsync("t", "payload", qos: 1, packetId: 1, retain: true, properties: properties);
        await client.ReadAsync(4);
        Assert.Equal(("t", QoS.AtLeastOnce, true), (seen!.TopicName, seen.QoS, seen.Retain));
        Assert.Equal("payload"u8.ToArray(), seen.Payload.ToArray());
        Assert.Equal((PayloadFormat.Utf8, TimeSpan.FromSeconds(60), "text/plain", "answers"), (seen.PayloadFormat, seen.MessageExpiry, seen.ContentType, seen.ResponseTopic));
        Assert.Equal([1, 2], seen.CorrelationData!.Value.ToArray());
        Assert.Equal([new("a", "1"), new("a", "2")], seen.UserProperties);
    }

    [Fact]
    public async Task The_message_may_be_kept_while_later_packets_overwrite_the_network_buffer()
    {
        var kept = new List<Message>();
        await using var broker = await StartAsync(r => kept.Add(r.Message));
        var client = await broker.ConnectAsync("c");
        for (var i = 0; i < 50; i++) await client.PublishAsync($"t/{i}", $"payload {i}");
        await client.ExpectNothingAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => ($"t/{i}", $"payload {i}")), kept.Select(m => (m.TopicName, System.Text.Encoding.UTF8.GetString(m.Payload.Span))));
    }

    [Fact]
    public async Task It_sees_the_topic_behind_an_alias()
    {
        var topics = new List<string>();
        await using var broker = await StartAsync(r => topics.Add(r.TopicName));
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("long/topic", "x", properties: [0x23, 0x00, 0x01]);
        await client.PublishAsync("", "x", properties: [0x23, 0x00, 0x01]);
        await client.ExpectNothingAsync();
        Assert.Equal(["long/topic", "long/topic"], topics);
    }

    [Fact]
    public async Task It_is_called_once_for_a_repeated_QoS_2_message()
    {
        var calls = 0;
        await using var broker = await StartAsync(_ => calls++);
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1, dup: true);
        await client.ReadAsync(5);
        await client.ReadAsync(5);
        Assert.Equal(1, calls);
        await client.SendAsync(Packet.Ack(6, 1));
        await client.ReadAsync(7);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.ReadAsync(5);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task It_is_not_called_for_what_the_broker_itself_publishes()
    {
        var calls = 0;
        await using var broker = await StartAsync(_ => calls++);
        await broker.Services.Publisher.PublishAsync(new Message { TopicName = "t" });
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_replaced_message_is_delivered_retained_and_acknowledged_as_the_original_asked()
    {
        await using var broker = await StartAsync(r => r.Message = r.Message with
        {
            TopicName = "other",
            Payload = "replaced"u8.ToArray(),
            QoS = QoS.AtLeastOnce,
            Retain = true,
            UserProperties = [new("added", "yes")],
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#", 2);
        await client.PublishAsync("t", "original", qos: 2, packetId: 9);
        var message = await client.ReadAsync(3);
        Assert.Equal(("other", "replaced", 1), (message.Topic, message.Payload, message.QoS));
        Assert.Equal([("added", "yes")], message.UserProperties);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x09); // PUBREC of the QoS 2 PUBLISH
        Assert.NotNull(broker.Services.RetainedService.Get("other"));
        Assert.Null(broker.Services.RetainedService.Get("t"));
    }

    [Theory]
    [InlineData("a/+")]
    [InlineData("")]
    public async Task A_replaced_message_with_a_topic_that_is_none_is_refused_and_the_hooks_fault(string topic)
    {
        await using var broker = await StartAsync(r => r.Message = r.Message with { TopicName = topic });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        Assert.Equal(0x83, (await client.ReadAsync(4)).ReasonCode);
        await client.ExpectNothingAsync();
        Assert.StartsWith("hook OnMsgArrived failed System.ArgumentException: the Topic Name ", broker.Log.Errors.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dropped_message_is_neither_delivered_nor_retained(bool afterReplace)
    {
        await using var broker = await StartAsync(r =>
        {
            if (afterReplace) r.Message = r.Message with { TopicName = "u" };
            r.Drop();
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        await client.PublishAsync("t", "x", retain: true);
        await client.PublishAsync("t", "x", qos: 1, packetId: 1, retain: true);
        await client.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x10);
        await client.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.RetainedService.Count);
    }

    [Fact]
    public async Task A_refused_QoS_2_message_frees_its_identifier()
    {
        var refuse = true;
        await using var broker = await StartAsync(r =>
        {
            if (refuse) r.Reject(ReasonCode.QuotaExceeded);
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "refused", qos: 2, packetId: 5);
        await client.ExpectAsync(0x50, 0x03, 0x00, 0x05, 0x97);
        refuse = false;
        await client.PublishAsync("t", "welcome", qos: 2, packetId: 5); // [MQTT-4.3.3-9] a new message under the same identifier
        Assert.Equal("welcome", (await client.ReadAsync(3)).Payload);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x05);
    }

    [Fact]
    public async Task A_verdict_does_not_outlive_its_message()
    {
        var turn = 0;
        await using var broker = await StartAsync(r =>
        {
            switch (++turn)
            {
                case 1: r.Drop(); break;
                case 2: r.Reject(ReasonCode.NotAuthorized); break;
                case 3: r.Message = r.Message with { Payload = "replaced"u8.ToArray() }; break;
                case 4: r.Route = new RouteOptions { ClientId = "nobody" }; break;
            }
        });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        for (var i = 1; i <= 5; i++) await client.PublishAsync("t", $"{i}");
        Assert.Equal("replaced", (await client.ReadAsync(3)).Payload);
        Assert.Equal("5", (await client.ReadAsync(3)).Payload);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(true, false, "plain")]
    [InlineData(false, true, "member")]
    [InlineData(true, true, "plain member")]
    [InlineData(false, false, "")]
    public async Task The_route_says_whether_ordinary_and_shared_subscriptions_are_served(bool nonShared, bool shared, string served)
    {
        await using var broker = await StartAsync(r => r.Route = new RouteOptions { NonShared = nonShared, Shared = shared });
        var plain = await broker.ConnectAsync("plain");
        await plain.SubscribeAsync("t");
        var member = await broker.ConnectAsync("member");
        await member.SubscribeAsync("$share/g/t");
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x");
        foreach (var client in new[] { (Name: "plain", Client: plain), (Name: "member", Client: member) })
        {
            if (served.Contains(client.Name, StringComparison.Ordinal)) await client.Client.ReadAsync(3);
            await client.Client.ExpectNothingAsync();
        }
    }

    [Fact]
    public async Task The_route_may_name_the_one_client_that_gets_it_also_within_a_shared_group()
    {
        await using var broker = await StartAsync(r => r.Route = new RouteOptions { ClientId = "chosen" });
        var chosen = await broker.ConnectAsync("chosen");
        await chosen.SubscribeAsync("t");
        await chosen.SubscribeAsync("$share/g/t");
        var other = await broker.ConnectAsync("other");
        await other.SubscribeAsync("t");
        await other.SubscribeAsync("$share/g/t");
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 4; i++) await publisher.PublishAsync("t", $"{i}");
        for (var i = 0; i < 8; i++) await chosen.ReadAsync(3); // each once for the subscription and once for the group
        await chosen.ExpectNothingAsync();
        await other.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_route_may_match_by_another_topic_and_the_message_keeps_its_own()
    {
        await using var broker = await StartAsync(r => r.Route = new RouteOptions { MatchTopicName = "groups/red" });
        var red = await broker.ConnectAsync("red");
        await red.SubscribeAsync("groups/+");
        var plain = await broker.ConnectAsync("plain");
        await plain.SubscribeAsync("t");
        await plain.PublishAsync("t", "x");
        Assert.Equal("t", (await red.ReadAsync(3)).Topic);
        await plain.ExpectNothingAsync();
    }
}
