using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

public sealed class PublisherTests
{
    [Fact]
    public async Task It_says_how_many_sessions_got_it_those_that_are_away_included()
    {
        await using var broker = await TestBroker.StartAsync();
        var online = await broker.ConnectAsync("online");
        await online.SubscribeAsync("t");
        var away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        await away.SubscribeAsync("t", 1);
        await away.DropAsync();
        var member = await broker.ConnectAsync("member");
        await member.SubscribeAsync("$share/g/t");
        Assert.Equal(new PublishResult(3, false), await PublishAsync(broker, new Message { TopicName = "t", QoS = QoS.AtLeastOnce }));
        Assert.Equal(new PublishResult(0, false), await PublishAsync(broker, new Message { TopicName = "nobody" }));
    }

    [Fact]
    public async Task It_retains_replaces_and_clears()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(new PublishResult(0, true), await PublishAsync(broker, new Message { TopicName = "t", Retain = true, Payload = "1"u8.ToArray() }));
        Assert.Equal("1"u8.ToArray(), broker.Services.RetainedService.Get("t")!.Payload.ToArray());
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        var kept = await client.ReadAsync(3);
        Assert.Equal(("1", true), (kept.Payload, kept.Retain));
        Assert.Equal(new PublishResult(1, true), await PublishAsync(broker, new Message { TopicName = "t", Retain = true }));
        Assert.Null(broker.Services.RetainedService.Get("t"));
        Assert.False((await client.ReadAsync(3)).Retain); // [MQTT-3.3.1-12]
    }

    [Fact]
    public async Task It_delivers_every_property()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 2);
        await PublishAsync(broker, new Message
        {
            TopicName = "t",
            QoS = QoS.ExactlyOnce,
            Payload = "x"u8.ToArray(),
            PayloadFormat = PayloadFormat.Utf8,
            MessageExpiry = TimeSpan.FromSeconds(60),
            ContentType = "text/plain",
            ResponseTopic = "answers",
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new("a", "1"), new("a", "2")],
        });
        var message = await client.ReadAsync(3);
        Assert.Equal((2, 1L, 60L, "text/plain", "answers"), (message.QoS, message.Number(0x01), message.Number(0x02), message.Text(0x03), message.Text(0x08)));
        Assert.Equal([1, 2], message.Properties.Single(p => p.Id == 0x09).Value);
        Assert.Equal([("a", "1"), ("a", "2")], message.UserProperties);
    }

    public static TheoryData<Message, ReasonCode> Invalid => new()
    {
        { new Message { TopicName = "" }, ReasonCode.ProtocolError },
        { new Message { TopicName = "a/+" }, ReasonCode.TopicNameInvalid },
        { new Message { TopicName = "a\0b" }, ReasonCode.MalformedPacket },
        { new Message { TopicName = "\uD800" }, ReasonCode.MalformedPacket },
        { new Message { TopicName = new string('/', 200) }, ReasonCode.TopicNameInvalid },
        { new Message { TopicName = "t", QoS = (QoS)3 }, ReasonCode.QoSNotSupported },
        { new Message { TopicName = "t", ResponseTopic = "a/#" }, ReasonCode.ProtocolError },
        { new Message { TopicName = "t", Payload = new byte[2 * 1024 * 1024] }, ReasonCode.PacketTooLarge },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task It_refuses_what_the_network_would_be_refused(Message message, ReasonCode code)
    {
        await using var broker = await TestBroker.StartAsync();
        var refusal = await Assert.ThrowsAsync<MqttReasonException>(async () => await PublishAsync(broker, message));
        Assert.Equal(code, refusal.Code);
        refusal = await Assert.ThrowsAsync<MqttReasonException>(async () => await broker.Services.RetainedService.SetAsync(message));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task Its_route_options_hold()
    {
        await using var broker = await TestBroker.StartAsync();
        var a = await broker.ConnectAsync("a");
        await a.SubscribeAsync("t");
        var b = await broker.ConnectAsync("b");
        await b.SubscribeAsync("t");
        var result = await broker.Services.Publisher.PublishAsync(new Message { TopicName = "t" }, new RouteOptions { ClientId = "b" });
        Assert.Equal(1, result.Matched);
        await b.ReadAsync(3);
        await a.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_limit_on_retained_messages_is_told_and_the_message_is_routed_all_the_same()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxRetainedMessages = 1 } });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        Assert.True((await PublishAsync(broker, new Message { TopicName = "a", Retain = true, Payload = "x"u8.ToArray() })).Retained);
        Assert.Equal(new PublishResult(1, false), await PublishAsync(broker, new Message { TopicName = "b", Retain = true, Payload = "x"u8.ToArray() }));
    }

    private static async Task<PublishResult> PublishAsync(TestBroker broker, Message message) => await broker.Services.Publisher.PublishAsync(message);
}
