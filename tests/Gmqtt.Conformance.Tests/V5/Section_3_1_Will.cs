using System.Collections.Concurrent;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.2.5 to 3.1.2.7 and 3.1.3.2: the Will.</summary>
public sealed class Section_3_1_Will : BrokerTest
{
    [Theory]
    [InlineData("drop")]
    [InlineData("keep alive")]
    [InlineData("protocol error")]
    [InlineData("malformed packet")]
    [InlineData("DISCONNECT 0x04")]
    [InlineData("DISCONNECT 0x80")]
    [InlineData("kicked")]
    [InlineData("session ended")]
    [InlineData("taken over")]
    [Mqtt5("MQTT-3.1.2-7")]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task The_will_is_published_when_the_connection_ends(string how)
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", keepAlive: 2));
        await watcher.ExpectNothingAsync();
        await EndAsync(broker, client, how);
        await watcher.ExpectPublishAsync("will", "gone");
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task The_will_is_not_published_after_a_disconnect_with_0x00()
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone"));
        await client.DisconnectAsync();
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task The_will_is_published_when_the_broker_stops()
    {
        var published = new ConcurrentQueue<string>();
        var broker = await StartAsync(new HookWrapper
        {
            OnWillPublished = _ => (clientId, message, _) =>
            {
                published.Enqueue($"{clientId} {message.TopicName}");
                return default;
            },
        });
        await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var stop = broker.Server.StopAsync(patience.Token);
        while (!stop.IsCompleted) await broker.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        await stop;
        Assert.Equal(["c will"], published);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-8")]
    [Mqtt5("MQTT-3.1.3-9")]
    public async Task The_will_waits_for_its_delay()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Delayed(seconds: 3, expiry: 60));
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task The_end_of_the_session_publishes_the_will_before_its_delay_is_over()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Delayed(seconds: 30, expiry: 3));
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        await watcher.ExpectPublishAsync("will", "gone");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task A_session_that_ends_with_its_connection_publishes_a_delayed_will_at_once()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Delayed(seconds: 30, expiry: 0));
        await client.DropAsync();
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-9")]
    public async Task Who_comes_back_to_the_session_within_the_delay_keeps_the_will_from_being_sent()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Delayed(seconds: 3, expiry: 60));
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-9")]
    [Mqtt5("MQTT-3.1.2-8")]
    public async Task Who_comes_back_with_a_clean_start_ends_the_session_and_so_sends_the_will()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Delayed(seconds: 30, expiry: 60));
        await client.DropAsync();
        await watcher.ExpectNothingAsync();
        await broker.ConnectAsync("c", clean: true);
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-10")]
    public async Task A_will_that_was_published_is_not_published_again()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", clean: false, properties: Packet.SessionExpiry(60)));
        await client.DropAsync();
        await watcher.ExpectPublishAsync("will", "gone");
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.DropAsync();
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(61)); // nor when the session ends
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-10")]
    public async Task A_will_that_a_disconnect_removed_does_not_come_back_with_the_session()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", clean: false, properties: Packet.SessionExpiry(60)));
        await client.DisconnectAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(61));
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("")] // not even will properties
    [InlineData("00")] // no Will Topic
    [InlineData("00 00 01 77")] // no Will Payload
    [InlineData("00 00 01 77 00 02 78")] // a Will Payload that is cut short
    [Mqtt5("MQTT-3.1.2-9")]
    public async Task A_will_flag_without_all_will_fields_is_refused_with_0x81(string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x06, 0, [], Hex(fields)), 0x81);
    }

    [Theory]
    [InlineData(0x0A)] // QoS 1 without a will
    [InlineData(0x12)] // QoS 2 without a will
    [InlineData(0x1A)] // QoS 3 without a will
    [Mqtt5("MQTT-3.1.2-11")]
    public async Task Will_qos_without_a_will_is_refused_with_0x81(int flags)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, (byte)flags, 0, []), 0x81);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-12")]
    public async Task Will_qos_3_is_refused_with_0x81()
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWithWill("c", "will", "gone", qos: 3), 0x81);
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 0, 0)]
    [Mqtt5("MQTT-3.1.2-12")]
    public async Task The_will_is_delivered_at_the_lower_of_its_qos_and_the_subscription(int will, int subscription, int delivered)
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will", subscription);
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", qos: will));
        await client.DropAsync();
        Assert.Equal(delivered, (await watcher.ExpectPublishAsync("will", "gone")).QoS);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-13")]
    public async Task Will_retain_without_a_will_is_refused_with_0x81()
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x22, 0, []), 0x81);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Mqtt5("MQTT-3.1.2-14")]
    [Mqtt5("MQTT-3.1.2-15")]
    public async Task The_will_is_retained_exactly_when_will_retain_is_1(bool retain)
    {
        var broker = await StartAsync();
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", retain: retain));
        await client.DropAsync();
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync("will");
        if (retain) Assert.True((await later.ExpectPublishAsync("will", "gone")).Retain);
        await later.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-10")]
    public async Task User_properties_of_the_will_keep_their_order()
    {
        var broker = await StartAsync();
        var watcher = await WatchAsync(broker);
        byte[] properties = [.. Packet.UserProperty("a", "1"), .. Packet.UserProperty("b", "2"), .. Packet.UserProperty("a", "3")];
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", willProperties: properties));
        await client.DropAsync();
        var will = await watcher.ExpectPublishAsync("will", "gone");
        Assert.Equal([("a", "1"), ("b", "2"), ("a", "3")], will.UserProperties);
    }

    [Theory]
    [InlineData("ED A0 80", 0x81)] // not UTF-8
    [InlineData("61 00", 0x81)] // U+0000
    [InlineData("61 2F 23", 0x90)] // "a/#"
    [InlineData("2B 2F 61", 0x90)] // "+/a"
    [InlineData("", 0x82)] // empty
    [Mqtt5("MQTT-3.1.3-11")]
    public async Task A_will_topic_that_is_no_topic_name_is_refused(string topic, byte code)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.ConnectWith("c", 5, 0x06, 0, [], [0], Packet.Binary(Hex(topic)), [0, 0]), code);
    }

    private static async Task<RawClient> WatchAsync(TestBroker broker)
    {
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        return watcher;
    }

    // CONNECT of "c" with Session Expiry Interval and a will that has a Will Delay Interval (0x18).
    private static byte[] Delayed(uint seconds, uint expiry)
        => Packet.ConnectWithWill("c", "will", "gone", clean: false, properties: Packet.SessionExpiry(expiry), willProperties: [0x18, .. Packet.U32(seconds)]);

    private static async Task EndAsync(TestBroker broker, RawClient client, string how)
    {
        switch (how)
        {
            case "drop":
                await client.DropAsync();
                break;
            case "keep alive":
                await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
                break;
            case "protocol error":
                await client.SendAsync(Packet.Connect("c"));
                break;
            case "malformed packet":
                await client.SendHexAsync("C1 00");
                break;
            case "DISCONNECT 0x04":
                await client.DisconnectAsync(0x04);
                break;
            case "DISCONNECT 0x80":
                await client.DisconnectAsync(0x80);
                break;
            case "kicked":
                Assert.True(broker.Services.ClientService.Disconnect("c", ReasonCode.AdministrativeAction));
                break;
            case "session ended":
                Assert.True(await broker.Services.ClientService.TerminateSessionAsync("c"));
                break;
            case "taken over":
                await broker.ConnectAsync("c");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, "not a way for a connection to end");
        }
    }
}
