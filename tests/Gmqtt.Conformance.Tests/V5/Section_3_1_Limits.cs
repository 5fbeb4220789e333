using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.2.11: what the CONNECT properties ask of the broker, except Maximum Packet Size.</summary>
public sealed class Section_3_1_Limits : BrokerTest
{
    [Fact]
    [Mqtt5("MQTT-3.1.2-23")]
    public async Task The_session_outlives_the_connection_for_its_expiry_interval()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(55));
        await (await broker.ConnectAsync("p")).PublishQoS1Async("t", "kept");
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        await client.ExpectPublishAsync("t", "kept");
    }

    [Theory]
    [InlineData(false)] // absent means 0
    [InlineData(true)]
    [Mqtt5("MQTT-3.1.2-23")]
    public async Task Without_an_expiry_interval_the_session_ends_with_its_connection(bool stated)
    {
        var broker = await StartAsync();
        var properties = stated ? Packet.SessionExpiry(0) : [];
        var client = await broker.ConnectAsync("c", properties: properties);
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        Assert.Null(broker.Services.ClientService.GetSession("c"));
        client = await broker.ConnectAsync("c", clean: false, properties: properties);
        Assert.False(client.ConnAck.SessionPresent);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-26")]
    [Mqtt5("MQTT-3.3.2-11")]
    public async Task Topic_aliases_to_the_client_stay_within_its_maximum_and_stand_for_the_right_topics()
    {
        var broker = await StartAsync();
        // Topic Alias Maximum (0x22) 2
        var client = await broker.ConnectAsync("c", properties: [0x22, 0x00, 0x02]);
        await client.SubscribeAsync("#");
        var publisher = await broker.ConnectAsync("p");
        var known = new Dictionary<long, string>();
        var used = 0;
        for (var i = 0; i < 30; i++)
        {
            var topic = i < 10 ? $"topic/{i % 2}" : $"topic/{i % 5}";
            await publisher.PublishAsync(topic, $"{i}");
            var publish = await client.ReadAsync(3);
            var alias = publish.Number(0x23);
            if (alias is not null)
            {
                Assert.InRange(alias.Value, 1, 2);
                if (publish.Topic.Length > 0) known[alias.Value] = publish.Topic;
                else used++;
            }

            var name = publish.Topic.Length > 0 ? publish.Topic : known[alias!.Value];
            Assert.Equal((topic, $"{i}"), (name, publish.Payload));
        }

        Assert.True(used > 0, "a topic that came again was not replaced by its alias");
    }

    [Theory]
    [InlineData(false)] // absent means 0
    [InlineData(true)]
    [Mqtt5("MQTT-3.1.2-27")]
    public async Task A_client_that_allows_no_topic_alias_gets_none(bool stated)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: stated ? [0x22, 0x00, 0x00] : []);
        await client.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 3; i++)
        {
            await publisher.PublishAsync("t", "x");
            Assert.False((await client.ExpectPublishAsync("t", "x")).Has(0x23));
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, null)]
    [InlineData(1, "answers/")]
    [Mqtt5("MQTT-3.1.2-28")]
    public async Task Response_information_is_for_who_requests_it(int? requested, string? given)
    {
        var broker = await StartAsync(mqtt => mqtt with { ResponseInformation = "answers/" });
        // Request Response Information (0x19)
        var client = await broker.ConnectAsync("c", properties: requested is { } value ? [0x19, (byte)value] : []);
        Assert.Equal(given, client.ConnAck.Text(0x1A));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(null, true)] // absent means 1
    [Mqtt5("MQTT-3.1.2-29")]
    public async Task Without_request_problem_information_failures_are_told_by_their_code_alone(int? requested, bool told)
    {
        var why = new UserProperty("why", "because");
        var broker = await StartAsync(new HookWrapper
        {
            OnMsgArrived = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.NotAuthorized, "no", [why]);
                return default;
            },
            OnSubscribe = _ => (_, request, _) =>
            {
                request.RejectAll(ReasonCode.NotAuthorized);
                request.ReasonString = "no";
                request.ResponseUserProperties = [why];
                return default;
            },
            OnUnsubscribe = _ => (_, request, _) =>
            {
                request.RejectAll(ReasonCode.NotAuthorized);
                request.ReasonString = "no";
                request.ResponseUserProperties = [why];
                return default;
            },
        });
        // Request Problem Information (0x17)
        var client = await broker.ConnectAsync("c", properties: requested is { } value ? [0x17, (byte)value] : []);
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 1)));
        AssertTold(await client.ReadAsync(9));
        await client.SendAsync(Packet.Unsubscribe(2, 5, "t"));
        AssertTold(await client.ReadAsync(11));
        await client.PublishAsync("t", qos: 1, packetId: 3);
        AssertTold(await client.ReadAsync(4));
        await client.PublishAsync("t", qos: 2, packetId: 4);
        AssertTold(await client.ReadAsync(5));
        await client.SendAsync(Packet.Ack(6, 5)); // PUBREL of nothing
        Assert.Equal((byte)0x92, (await client.ReadAsync(7)).ReasonCode);

        void AssertTold(ReceivedPacket packet)
        {
            Assert.Equal((byte)0x87, packet.Type is 9 or 11 ? packet.ReasonCodes[0] : packet.ReasonCode);
            Assert.Equal(told ? "no" : null, packet.Text(0x1F));
            Assert.Equal(told ? [("why", "because")] : [], packet.UserProperties);
        }
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-29")]
    public async Task Without_request_problem_information_user_properties_of_messages_still_come()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x17, 0x00]);
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x", properties: Packet.UserProperty("k", "v"));
        Assert.Equal([("k", "v")], (await client.ExpectPublishAsync("t", "x")).UserProperties);
    }
}
