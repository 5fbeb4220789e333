using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>OnDeliver is the last look before a message leaves, wherever it comes from; what it denies is not sent.</summary>
public sealed class DeliverHookTests
{
    private readonly HashSet<string> _denied = [];
    private readonly List<string> _asked = [];
    private readonly List<string> _dropped = [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_denied_message_is_not_sent_and_the_others_are_in_their_order(int qos)
    {
        await using var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#", qos);
        var publisher = await broker.ConnectAsync("p");
        _denied.Add("b");
        foreach (var topic in new[] { "a", "b", "c" }) await publisher.PublishAsync(topic, "x", qos, packetId: qos == 0 ? 0 : topic[0]);
        Assert.Equal("a", (await subscriber.ReadAsync(3)).Topic);
        Assert.Equal("c", (await subscriber.ReadAsync(3)).Topic);
        await subscriber.ExpectNothingAsync();
        Assert.Equal(["s:b NotAllowed"], _dropped);
    }

    [Fact]
    public async Task A_permission_taken_away_holds_from_the_next_message_on()
    {
        await using var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "1");
        Assert.Equal("t", (await subscriber.ReadAsync(3)).Topic);
        _denied.Add("t");
        await publisher.PublishAsync("t", "2");
        await publisher.ExpectNothingAsync();
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_waited_for_an_absent_client_is_asked_about_when_it_leaves()
    {
        await using var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: Packet.SessionExpiry(100));
        await subscriber.SubscribeAsync("#", 1);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        foreach (var topic in new[] { "a", "b", "c", "d" }) await publisher.PublishAsync(topic, "x", 1, topic[0]);
        await publisher.ReadAsync(4);
        Assert.Empty(_asked);
        _denied.UnionWith(["a", "c"]);
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(100));
        Assert.Equal("b", (await subscriber.ReadAsync(3)).Topic);
        Assert.Equal("d", (await subscriber.ReadAsync(3)).Topic);
        await subscriber.ExpectNothingAsync();
        Assert.Equal(["s:a NotAllowed", "s:c NotAllowed"], _dropped);
    }

    [Fact]
    public async Task What_was_sent_and_not_acknowledged_is_asked_about_again()
    {
        await using var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s", properties: Packet.SessionExpiry(100));
        await subscriber.SubscribeAsync("#", 1);
        var publisher = await broker.ConnectAsync("p");
        foreach (var topic in new[] { "a", "b" }) await publisher.PublishAsync(topic, "x", 1, topic[0]);
        await subscriber.ReadAsync(3);
        await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        _denied.Add("a");
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(100));
        Assert.Equal("b", (await subscriber.ReadAsync(3)).Topic);
        await subscriber.ExpectNothingAsync();
        Assert.Equal(["s:a NotAllowed"], _dropped);
    }

    [Fact]
    public async Task Retained_messages_are_asked_about_while_others_pass()
    {
        await using var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        foreach (var topic in new[] { "r/a", "r/b", "r/c" }) await publisher.PublishAsync(topic, "kept", retain: true);
        await publisher.ExpectNothingAsync();
        _denied.Add("r/b");
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("r/#", 1);
        var topics = new List<string> { (await subscriber.ReadAsync(3)).Topic, (await subscriber.ReadAsync(3)).Topic };
        await subscriber.ExpectNothingAsync();
        Assert.Equal(["r/a", "r/c"], topics.Order());
    }

    [Fact]
    public async Task Of_a_shared_group_another_member_gets_what_one_may_not_have()
    {
        await using var broker = await StartAsync(client => client == "no");
        var no = await broker.ConnectAsync("no");
        var yes = await broker.ConnectAsync("yes");
        foreach (var member in new[] { no, yes }) await member.SubscribeAsync("$share/g/t", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishAsync("t", $"{i}", 1, i);
        for (var i = 1; i <= 4; i++) Assert.Equal("t", (await yes.ReadAsync(3)).Topic);
        await no.ExpectNothingAsync();
        Assert.Empty(_dropped);
    }

    [Fact]
    public async Task A_hook_that_throws_denies()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults, new HookWrapper { OnDeliver = _ => (_, _) => throw new InvalidOperationException("no") });
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        await subscriber.PublishAsync("t", "x");
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task It_may_use_the_services_because_no_lock_is_held()
    {
        TestBroker? running = null;
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnDeliver = next => (client, delivery) =>
            {
                var other = new Thread(() => running!.Server.Engine.Sessions.All.Single(s => s.ClientId == client.ClientId).Sender.Browse(0));
                other.Start();
                return other.Join(TimeSpan.FromSeconds(10)) && next(client, delivery);
            },
        });
        running = broker;
        var subscriber = await broker.ConnectAsync("s", properties: Packet.SessionExpiry(100));
        await subscriber.SubscribeAsync("t", 1);
        await subscriber.PublishAsync("t", "live", 1, 1);
        await subscriber.ReadAsync(3);
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false);
        Assert.Equal("t", (await subscriber.ReadAsync(3)).Topic);
    }

    private Task<TestBroker> StartAsync(Func<string, bool>? deniesClient = null) => TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
    {
        OnDeliver = next => (client, delivery) =>
        {
            _asked.Add(delivery.TopicName);
            return !_denied.Contains(delivery.TopicName) && deniesClient?.Invoke(client.ClientId) != true && next(client, delivery);
        },
        OnMsgDropped = next => (clientId, message, reason) =>
        {
            _dropped.Add($"{clientId}:{message.TopicName} {reason}");
            next(clientId, message, reason);
        },
    });
}
