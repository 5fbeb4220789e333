using Gmqtt.Interop.Tests.Live;
using MQTTnet;
using MQTTnet.Protocol;

namespace Gmqtt.Interop.Tests.MqttNet;

public sealed class SubscribeTests(LiveBroker broker) : LiveTest(broker)
{
    [Fact]
    public async Task A_message_carries_the_identifiers_of_all_subscriptions_it_matches()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "identifiers");
        await client.SubscribeAsync("identifiers/a", 1, id: 7);
        await client.SubscribeAsync("identifiers/+", 0, id: 268_435_455);
        await client.SubscribeAsync("identifiers/#", 0);
        await client.PublishAsync("identifiers/a", "both", 1);
        await client.PublishAsync("identifiers/b/c", "none", 1);
        Assert.Equal([7u, 268_435_455u], (await client.Received.AtAsync(0)).SubscriptionIds.Order());
        Assert.Empty((await client.Received.AtAsync(1)).SubscriptionIds);
    }

    [Fact]
    public async Task No_local_keeps_a_client_s_own_messages_from_it()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "no-local");
        await using var other = await NetClient.ConnectAsync(Broker, "no-local-other");
        await client.SubscribeAsync("no-local", 1, filter => filter.WithNoLocal());
        await client.PublishAsync("no-local", "own", 1);
        await other.PublishAsync("no-local", "other's", 1);
        Assert.Equal("other's", (await client.Received.AtAsync(0)).Text);
    }

    [Theory]
    [InlineData(MqttRetainHandling.SendAtSubscribe, "retained retained live")]
    [InlineData(MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly, "retained live")]
    [InlineData(MqttRetainHandling.DoNotSendOnSubscribe, "live")]
    public async Task Retain_handling_decides_which_subscription_gets_retained_messages(MqttRetainHandling handling, string expected)
    {
        var name = $"handling-{handling}";
        await using var client = await NetClient.ConnectAsync(Broker, name);
        await client.PublishAsync(name, "retained", 1, retain: true);
        await client.SubscribeAsync(name, 1, filter => filter.WithRetainHandling(handling));
        await client.SubscribeAsync(name, 1, filter => filter.WithRetainHandling(handling));
        await client.PublishAsync(name, "live", 1);
        await client.Received.FirstAsync(message => message.Text == "live");
        Assert.Equal(expected, string.Join(' ', client.Received.Seen.Select(message => message.Text)));
        Assert.All(client.Received.Seen, message => Assert.Equal(message.Text == "retained", message.Retain));
    }

    [Theory]
    [InlineData(4, "tcp")]
    [InlineData(5, "ws")]
    public async Task A_retained_message_is_there_until_it_is_cleared(int version, string transport)
    {
        var name = $"retained-{version}";
        await using var client = await NetClient.ConnectAsync(Broker, name, version, transport);
        await client.PublishAsync(name, "kept", 1, retain: true);
        await client.SubscribeAsync(name, 1);
        var retained = await client.Received.AtAsync(0);
        Assert.Equal(("kept", true), (retained.Text, retained.Retain));

        await client.UnsubscribeAsync(name);
        await client.PublishAsync(name, [], 1, retain: true);
        await client.SubscribeAsync(name, 1);
        await client.PublishAsync(name, "live", 1);
        var live = await client.Received.AtAsync(1);
        Assert.Equal(("live", false), (live.Text, live.Retain));
    }

    [Fact]
    public async Task A_refused_filter_says_why()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "refused-subscriber");
        var result = await client.SubscribeAsync(Watch.Forbidden + "#", 1);
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, Assert.Single(result.Items).ResultCode);
        Assert.Equal(Watch.Why, result.ReasonString);
        await using var old = await NetClient.ConnectAsync(Broker, "refused-subscriber-311", 4);
        var code = Assert.Single((await old.SubscribeAsync(Watch.Forbidden + "#", 1)).Items).ResultCode;
        Assert.Equal(MqttClientSubscribeResultCode.UnspecifiedError, code);
    }
}
