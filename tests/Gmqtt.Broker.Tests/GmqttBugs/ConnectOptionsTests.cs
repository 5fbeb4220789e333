using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>What a connect hook may set (gmqtt's AuthOptions): each option holds, is stated truly, and applies to 3.x clients too.</summary>
public sealed class ConnectOptionsTests
{
    [Theory]
    [InlineData(QoS.AtLeastOnce, 1)]
    [InlineData(QoS.AtMostOnce, 0)]
    public async Task MaximumQoS_is_stated_and_enforced(QoS maximum, int stated)
    {
        await using var broker = await StartAsync(o => o.MaximumQoS = maximum);
        var client = await broker.ConnectAsync("c");
        Assert.Equal(stated, client.ConnAck.Number(0x24));
        await client.PublishAsync("t", "x", qos: stated + 1, packetId: 1);
        await client.ExpectDisconnectAsync(0x9B);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task MaximumPacketSize_is_stated_and_enforced(int version)
    {
        await using var broker = await StartAsync(o => o.MaximumPacketSize = 100);
        var client = await broker.ConnectAsync("c", version);
        if (version == 5) Assert.Equal(100, client.ConnAck.Number(0x27));
        await client.SendAsync(0x30, 0x63); // PUBLISH of 101 bytes
        await client.ExpectDisconnectAsync(0x95);
    }

    [Fact]
    public async Task ReceiveMaximum_is_stated_and_enforced()
    {
        await using var broker = await StartAsync(o => o.ReceiveMaximum = 2);
        var client = await broker.ConnectAsync("c");
        Assert.Equal(2, client.ConnAck.Number(0x21));
        for (var i = 1; i <= 3; i++) await client.PublishAsync("t", "x", qos: 2, packetId: i);
        await client.ReadAsync(5);
        await client.ReadAsync(5);
        await client.ExpectDisconnectAsync(0x93); // [MQTT-3.3.4-7]
    }

    [Fact]
    public async Task TopicAliasMaximum_above_ReceiveMaximum_does_no_harm()
    {
        await using var broker = await StartAsync(o =>
        {
            o.TopicAliasMaximum = 50;
            o.ReceiveMaximum = 1;
        });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(50, client.ConnAck.Number(0x22));
        await client.PublishAsync("t", "x", properties: [0x23, 0x00, 50]);
        await client.PublishAsync("", "x", properties: [0x23, 0x00, 50]);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_TopicAliasMaximum_of_none_is_not_stated_and_no_alias_is_taken()
    {
        await using var broker = await StartAsync(o => o.TopicAliasMaximum = 0);
        var client = await broker.ConnectAsync("c");
        Assert.False(client.ConnAck.Has(0x22));
        await client.PublishAsync("t", "x", properties: [0x23, 0x00, 1]);
        await client.ExpectDisconnectAsync(0x94);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task RetainAvailable_is_stated_and_enforced(int version)
    {
        await using var broker = await StartAsync(o => o.RetainAvailable = false);
        var client = await broker.ConnectAsync("c", version);
        if (version == 5) Assert.Equal(0, client.ConnAck.Number(0x25));
        await client.PublishAsync("t", "x", retain: true);
        await client.ExpectDisconnectAsync(0x9A); // [MQTT-3.2.2-14]
    }

    [Theory]
    [InlineData(4, 0x80, 0x80)]
    [InlineData(5, 0xA2, 0x9E)]
    public async Task Wildcard_and_shared_subscriptions_are_stated_and_enforced(int version, byte wildcard, byte shared)
    {
        await using var broker = await StartAsync(o =>
        {
            o.WildcardSubscriptionAvailable = false;
            o.SharedSubscriptionAvailable = false;
        });
        var client = await broker.ConnectAsync("c", version);
        if (version == 5) Assert.Equal((0, 0), (client.ConnAck.Number(0x28), client.ConnAck.Number(0x2A)));
        await client.SendAsync(Packet.Subscribe(1, version, [], ("a/#", 0), ("$share/g/a", 0), ("a", 0)));
        Assert.Equal([wildcard, shared, 0x00], (await client.ReadAsync(9)).ReasonCodes);
    }

    [Fact]
    public async Task SubscriptionIdentifierAvailable_is_stated_and_enforced()
    {
        await using var broker = await StartAsync(o => o.SubscriptionIdentifierAvailable = false);
        var client = await broker.ConnectAsync("c");
        Assert.Equal(0, client.ConnAck.Number(0x29));
        Assert.Equal([0xA1], (await client.SubscribeAsync("t", properties: [0x0B, 0x01])).ReasonCodes); // gmqtt dropped the identifier in silence
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task KeepAlive_is_stated_and_in_force(int version)
    {
        await using var broker = await StartAsync(o => o.KeepAlive = 4);
        var client = await broker.ConnectAsync("c", version, keepAlive: 600);
        if (version == 5) Assert.Equal(4, client.ConnAck.Number(0x13));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(6.2));
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    public async Task AssignedClientId_is_used_and_stated_for_a_client_without_one()
    {
        await using var broker = await StartAsync(o => o.AssignedClientId = "forced");
        var client = await broker.ConnectAsync("");
        Assert.Equal("forced", client.ConnAck.Text(0x12));
        Assert.NotNull(broker.Services.ClientService.GetClient("forced"));
    }

    [Fact]
    public async Task AssignedClientId_is_neither_used_nor_stated_for_a_client_with_its_own()
    {
        await using var broker = await StartAsync(o => o.AssignedClientId = "forced");
        var client = await broker.ConnectAsync("own");
        Assert.False(client.ConnAck.Has(0x12));
        Assert.NotNull(broker.Services.ClientService.GetClient("own"));
        Assert.Null(broker.Services.ClientService.GetClient("forced"));
    }

    [Theory]
    [InlineData(1, "info/")]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    public async Task ResponseInformation_is_sent_only_to_a_client_that_asks_for_it(int asks, string? expected)
    {
        await using var broker = await StartAsync(o => o.ResponseInformation = "info/");
        var client = await broker.ConnectAsync("c", properties: asks < 0 ? [] : [0x19, (byte)asks]);
        Assert.Equal(expected, client.ConnAck.Text(0x1A)); // [MQTT-3.1.2-28]
    }

    [Theory]
    [InlineData(3, 100, 3)]
    [InlineData(100, 3, 3)]
    public async Task MaxInflight_and_Receive_Maximum_the_smaller_counts(ushort configured, byte receiveMaximum, int window)
    {
        await using var broker = await StartAsync(o => o.MaxInflight = configured);
        var client = await broker.ConnectAsync("c", properties: [0x21, 0x00, receiveMaximum]);
        Assert.Equal(window, broker.Services.ClientService.GetClient("c")!.Options.MaxInflight);
        await client.SubscribeAsync("t", 1);
        for (var i = 1; i <= window + 1; i++) await client.PublishAsync("t", "x", qos: 1, packetId: i);
        Assert.Equal(window, await CountPublishesAsync(client));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task SessionExpiry_is_in_force_in_every_version_and_stated_when_it_differs(int version)
    {
        await using var broker = await StartAsync(o => o.SessionExpiry = 5);
        var client = await broker.ConnectAsync("c", version, clean: false, properties: version == 5 ? Packet.SessionExpiry(600) : null);
        if (version == 5) Assert.Equal(5, client.ConnAck.Number(0x11)); // [MQTT-3.2.2.3.2]
        Assert.Equal(TimeSpan.FromSeconds(5), broker.Services.ClientService.GetSession("c")!.SessionExpiry);
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.NotNull(broker.Services.ClientService.GetSession("c"));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c") is null);
    }

    [Fact]
    public async Task Username_that_a_hook_gives_is_the_one_the_client_is_known_by()
    {
        await using var broker = await StartAsync(o => o.Username = "alice");
        await broker.ConnectAsync("c");
        Assert.Equal("alice", broker.Services.ClientService.GetClient("c")!.Username);
        Assert.Equal("alice", broker.Services.ClientService.GetSession("c")!.Username);
    }

    [Fact]
    public async Task MaxQueuedMessages_is_in_force()
    {
        await using var broker = await StartAsync(o => o.MaxQueuedMessages = 2);
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 5; i++) await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c")!.QueuedMessages == 2);
    }

    [Fact]
    public async Task Options_out_of_range_are_brought_back_into_it()
    {
        await using var broker = await StartAsync(o =>
        {
            o.ReceiveMaximum = 0;
            o.MaximumPacketSize = 0;
            o.MaxInflight = 0;
            o.MaxQueuedMessages = 0;
        });
        var client = await broker.ConnectAsync("c");
        Assert.Equal(1, client.ConnAck.Number(0x21));
        Assert.NotEqual(0, client.ConnAck.Number(0x27)); // 3.2.2.3.6: 0 is a protocol error
        await client.SubscribeAsync("t", 1);
        await client.PublishAsync("t", "", qos: 1, packetId: 1);
        Assert.Equal(1, await CountPublishesAsync(client));
        Assert.Empty(broker.Log.Errors);
    }

    private static Task<TestBroker> StartAsync(Action<ConnectOptions> change) => TestBroker.StartAsync(
        TestBroker.Defaults,
        new HookWrapper
        {
            OnBasicAuth = next => (client, request, ct) =>
            {
                change(request.Options);
                return next(client, request, ct);
            },
        });

    private static async Task<int> CountPublishesAsync(RawClient client)
    {
        await client.SendAsync(0xC0, 0x00);
        for (var count = 0; ;)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 13) return count;
            if (packet.Type == 3) count++;
        }
    }
}
