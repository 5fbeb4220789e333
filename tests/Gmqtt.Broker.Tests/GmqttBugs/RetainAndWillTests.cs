using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>P1, P2, P3, P5, P6 and P9: QoS limit, retained messages, wills, and the two lives that were counted wrong.</summary>
public sealed class RetainAndWillTests
{
    [Theory]
    [InlineData(QoS.ExactlyOnce, null)]
    [InlineData(QoS.AtLeastOnce, 1)]
    [InlineData(QoS.AtMostOnce, 0)]
    public async Task P1_CONNACK_states_the_maximum_QoS_that_is_configured(QoS maximum, int? stated)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaximumQoS = maximum });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(stated, client.ConnAck.Number(0x24)); // [MQTT-3.2.2-9], absent means 2
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task P1_A_PUBLISH_above_the_maximum_QoS_ends_the_connection_and_is_not_delivered(int version)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaximumQoS = QoS.AtLeastOnce });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishAsync("t", "x", qos: 2, packetId: 1);
        await publisher.ExpectDisconnectAsync(0x9B); // [MQTT-3.2.2-11]
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task P2_A_retained_message_for_a_new_subscription_has_RETAIN_set(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        var subscriber = await broker.ConnectAsync("s", version);
        await subscriber.SubscribeAsync("t");
        var message = await subscriber.ReadAsync(3);
        Assert.Equal(("kept", true), (message.Payload, message.Retain)); // 3.1.1 [MQTT-3.3.1-8]
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task P3_A_will_with_retain_is_retained(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone", version, retain: true));
        await client.ReadAsync(2);
        await client.DropAsync();

        var late = await broker.ConnectAsync("late", version);
        await late.SubscribeAsync("will");
        var will = await late.ReadAsync(3); // [MQTT-3.1.2-15]
        Assert.Equal(("gone", true), (will.Payload, will.Retain));
    }

    [Fact]
    public async Task P3_A_DISCONNECT_with_code_0x04_publishes_the_will()
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone"));
        await client.ReadAsync(2);
        await client.DisconnectAsync(0x04);
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload); // 3.14.2.1
    }

    [Fact]
    public async Task P5_A_client_connected_longer_than_its_expiry_gets_its_session_back_on_a_quick_reconnect()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(10));
        await client.SubscribeAsync("t", 1);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(60));
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(10));
        Assert.True(client.ConnAck.SessionPresent); // 3.1.2.11.2: counted from the end of the connection
    }

    [Fact]
    public async Task P5_A_session_ends_when_its_expiry_has_passed_and_not_later()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(3));
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3.5)); // gmqtt looked every 20 seconds
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c") is null);
    }

    [Fact]
    public async Task P6_The_message_expiry_that_is_forwarded_is_what_remains()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        byte[] hundredSeconds = [0x02, 0, 0, 0, 100]; // Message Expiry Interval
        await publisher.PublishAsync("t", "fresh", qos: 1, packetId: 1, properties: hundredSeconds);
        var fresh = await subscriber.ReadAsync(3);
        Assert.Equal(100, fresh.Number(0x02));
        await subscriber.SendAsync(Packet.Ack(4, fresh.PacketId));
        await subscriber.DisconnectAsync();

        await publisher.PublishAsync("t", "waited", qos: 1, packetId: 2, properties: hundredSeconds);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        var waited = await subscriber.ReadAsync(3);
        Assert.Equal("waited", waited.Payload);
        Assert.Equal(70, waited.Number(0x02)); // [MQTT-3.3.2-6]
    }

    [Fact]
    public async Task P9_A_message_that_is_denied_is_not_retained()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => (_, request, _) =>
                {
                    request.Reject(ReasonCode.NotAuthorized);
                    return default;
                },
            });
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "denied", qos: 1, packetId: 1, retain: true);
        await publisher.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x87);
        Assert.Equal(0, broker.Services.RetainedService.Count);
    }

    [Fact]
    public async Task P9_A_retained_message_ends_with_its_expiry()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "short", retain: true, properties: [0x02, 0, 0, 0, 5]);
        await publisher.ExpectNothingAsync();
        Assert.Equal(1, broker.Services.RetainedService.Count);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(0, broker.Services.RetainedService.Count);
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task P9_A_retained_message_carries_the_subscription_identifier()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", properties: [0x0B, 0x2A]); // Subscription Identifier 42
        Assert.Equal([42], (await subscriber.ReadAsync(3)).SubscriptionIds); // [MQTT-3.3.4-3]
    }

    [Fact]
    public async Task P9_An_empty_retained_message_through_an_alias_clears_the_topic()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true, properties: [0x23, 0x00, 0x01]); // Topic Alias 1 is "t"
        await publisher.PublishAsync("", "", retain: true, properties: [0x23, 0x00, 0x01]); // through the alias alone
        await publisher.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.RetainedService.Count);
    }
}
