using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>P10: reason strings and user properties of the server reach the clients who want them, and no others.</summary>
public sealed class ProblemInformationTests
{
    private static readonly UserProperty[] Properties = [new("why", "because"), new("why", "and because")];

    private static readonly byte[] NoProblemInformation = [0x17, 0x00];

    [Fact]
    public async Task P10_A_refused_CONNECT_has_the_reason_string_and_the_user_properties()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnBasicAuth = _ => (_, request, _) =>
                {
                    request.Reject(ReasonCode.Banned, "you are banned", Properties);
                    return default;
                },
            });
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        AssertExplained(await client.ReadAsync(2), 0x8A, "you are banned");
    }

    [Fact]
    public async Task P10_A_refused_PUBLISH_has_the_reason_string_and_the_user_properties()
    {
        await using var broker = await StartWithRejectionsAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        AssertExplained(await client.ReadAsync(4), 0x87, "not you");
        await client.PublishAsync("t", "x", qos: 2, packetId: 2);
        AssertExplained(await client.ReadAsync(5), 0x87, "not you");
    }

    [Fact]
    public async Task P10_A_refused_SUBSCRIBE_and_UNSUBSCRIBE_have_the_reason_string_and_the_user_properties()
    {
        await using var broker = await StartWithRejectionsAsync();
        var client = await broker.ConnectAsync("c");
        var subAck = await client.SubscribeAsync("t");
        Assert.Equal([0x87], subAck.ReasonCodes);
        AssertExplained(subAck, null, "not you");
        await client.SendAsync(Packet.Unsubscribe(2, 5, "t"));
        var unsubAck = await client.ReadAsync(11);
        Assert.Equal([0x87], unsubAck.ReasonCodes);
        AssertExplained(unsubAck, null, "not you");
    }

    [Fact]
    public async Task P10_A_client_without_problem_information_gets_the_codes_alone()
    {
        await using var broker = await StartWithRejectionsAsync();
        var client = await broker.ConnectAsync("c", properties: NoProblemInformation);
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x87); // [MQTT-3.1.2-29]
        await client.SendAsync(Packet.Subscribe(2, 5, [], ("t", 0)));
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x02, 0x00, 0x87);
        await client.SendAsync(Packet.Unsubscribe(3, 5, "t"));
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x03, 0x00, 0x87);
    }

    [Fact]
    public async Task P10_User_properties_for_the_CONNACK_are_sent_in_order()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnBasicAuth = next => (client, request, ct) =>
                {
                    request.Options.UserProperties = Properties;
                    return next(client, request, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        Assert.Equal([("why", "because"), ("why", "and because")], client.ConnAck.UserProperties);
    }

    [Fact]
    public async Task The_same_exception_object_refuses_two_clients_alike()
    {
        var refusal = new MqttReasonException(ReasonCode.Banned, "you are banned") { UserProperties = Properties };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper { OnBasicAuth = _ => (_, _, _) => throw refusal });
        for (var i = 0; i < 2; i++)
        {
            var old = broker.Open();
            old.Version = 4;
            await old.SendAsync(Packet.Connect("old", 4));
            await old.ExpectAsync(0x20, 0x02, 0x00, 0x05); // gmqtt wrote the code for 3.x into the shared error
            var client = broker.Open();
            await client.SendAsync(Packet.Connect("c"));
            AssertExplained(await client.ReadAsync(2), 0x8A, "you are banned");
        }
    }

    private static Task<TestBroker> StartWithRejectionsAsync() => TestBroker.StartAsync(
        TestBroker.Defaults,
        new HookWrapper
        {
            OnMsgArrived = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.NotAuthorized, "not you", Properties);
                return default;
            },
            OnSubscribe = _ => (_, request, _) =>
            {
                request.RejectAll(ReasonCode.NotAuthorized);
                request.ReasonString = "not you";
                request.ResponseUserProperties = Properties;
                return default;
            },
            OnUnsubscribe = _ => (_, request, _) =>
            {
                request.RejectAll(ReasonCode.NotAuthorized);
                request.ReasonString = "not you";
                request.ResponseUserProperties = Properties;
                return default;
            },
        });

    private static void AssertExplained(ReceivedPacket packet, byte? code, string reason)
    {
        if (code is { } expected) Assert.Equal(expected, packet.ReasonCode);
        Assert.Equal(reason, packet.Text(0x1F));
        Assert.Equal([("why", "because"), ("why", "and because")], packet.UserProperties);
    }
}
