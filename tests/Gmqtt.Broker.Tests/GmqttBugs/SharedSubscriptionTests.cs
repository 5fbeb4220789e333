using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>P4 and what section 7 says of shared subscriptions: members come and go, the group stays whole.</summary>
public sealed class SharedSubscriptionTests
{
    [Theory]
    [InlineData("t")]
    [InlineData("t/+")]
    public async Task P4_A_member_that_leaves_without_unsubscribe_does_not_remove_the_group(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var leaver = await broker.ConnectAsync("leaver");
        await leaver.SubscribeAsync($"$share/g/{filter}");
        var stayer = await broker.ConnectAsync("stayer");
        await stayer.SubscribeAsync($"$share/g/{filter}");
        var other = await broker.ConnectAsync("other");
        await other.SubscribeAsync($"$share/h/{filter}");
        await leaver.DropAsync();

        await PublishTenAsync(broker, filter.Replace("+", "x", StringComparison.Ordinal));
        Assert.Equal(10, await CountAsync(stayer));
        Assert.Equal(10, await CountAsync(other));
    }

    [Fact]
    public async Task P4_A_member_that_leaves_a_filter_with_filters_below_it_leaves_no_ghost()
    {
        await using var broker = await TestBroker.StartAsync();
        var leaver = await broker.ConnectAsync("leaver");
        await leaver.SubscribeAsync("$share/g/t");
        var stayer = await broker.ConnectAsync("stayer");
        await stayer.SubscribeAsync("$share/g/t");
        await stayer.SubscribeAsync("$share/g/t/below");
        await leaver.DropAsync();

        await PublishTenAsync(broker, "t");
        Assert.Equal(10, await CountAsync(stayer)); // a ghost swallowed half of them
    }

    [Fact]
    public async Task A_member_that_is_not_connected_gets_nothing_while_another_is()
    {
        await using var broker = await TestBroker.StartAsync();
        var offline = await broker.ConnectAsync("offline", clean: false, properties: Packet.SessionExpiry(600));
        await offline.SubscribeAsync("$share/g/t", 1);
        await offline.DropAsync();
        var online = await broker.ConnectAsync("online");
        await online.SubscribeAsync("$share/g/t", 1);
        await PublishTenAsync(broker, "t");
        Assert.Equal(10, await CountAsync(online));
        Assert.Equal(0, broker.Services.ClientService.GetSession("offline")!.QueuedMessages);
    }

    [Fact]
    public async Task What_a_member_has_not_acknowledged_goes_to_another_when_its_session_ends()
    {
        await using var broker = await TestBroker.StartAsync();
        var leaver = await broker.ConnectAsync("leaver");
        await leaver.SubscribeAsync("$share/g/t", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "one", qos: 1, packetId: 1);
        Assert.Equal("one", (await leaver.ReadAsync(3)).Payload); // never acknowledged
        var stayer = await broker.ConnectAsync("stayer");
        await stayer.SubscribeAsync("$share/g/t", 1);
        await leaver.DropAsync();
        var again = await stayer.ReadAsync(3);
        Assert.Equal(("one", 1, false), (again.Payload, again.QoS, again.Dup));
    }

    [Fact]
    public async Task A_shared_wildcard_does_not_match_topics_that_begin_with_a_dollar()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { SysInterval = TimeSpan.FromSeconds(1) });
        var member = await broker.ConnectAsync("m");
        await member.SubscribeAsync("$share/g/#");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        await member.ExpectNothingAsync(); // [MQTT-4.7.2-1]
        Assert.NotEqual(0, broker.Services.RetainedService.Count); // $SYS topics are there
    }

    [Fact]
    public async Task No_Local_on_a_shared_subscription_is_a_protocol_error()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("$share/g/t", 0x04)));
        await client.ExpectDisconnectAsync(0x82); // [MQTT-3.8.3-4]
    }

    [Fact]
    public async Task A_shared_subscription_gets_no_retained_messages()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        var member = await broker.ConnectAsync("m");
        await member.SubscribeAsync("$share/g/t");
        await member.ExpectNothingAsync(); // 4.8.2
    }

    private static async Task PublishTenAsync(TestBroker broker, string topic)
    {
        var publisher = await broker.ConnectAsync("publisher");
        for (var i = 0; i < 10; i++) await publisher.PublishAsync(topic, $"{i}");
        await publisher.ExpectNothingAsync();
        await publisher.DisconnectAsync();
    }

    private static async Task<int> CountAsync(RawClient client)
    {
        await client.SendAsync(0xC0, 0x00); // the PINGRESP comes behind the messages
        for (var count = 0; ; count++)
        {
            if ((await client.ReadAsync()).Type == 13) return count;
        }
    }
}
