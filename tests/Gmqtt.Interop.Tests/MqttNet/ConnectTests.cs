using Gmqtt.Interop.Tests.Live;
using MQTTnet;
using MQTTnet.Protocol;

namespace Gmqtt.Interop.Tests.MqttNet;

public sealed class ConnectTests(LiveBroker broker) : LiveTest(broker)
{
    [Fact]
    public async Task Who_brings_no_client_identifier_is_told_the_one_it_got()
    {
        await using var first = await NetClient.ConnectAsync(Broker, string.Empty, more: options => options.WithClientId(string.Empty));
        await using var second = await NetClient.ConnectAsync(Broker, string.Empty, more: options => options.WithClientId(string.Empty));
        Assert.NotEmpty(first.Connected.AssignedClientIdentifier);
        Assert.NotEqual(first.Connected.AssignedClientIdentifier, second.Connected.AssignedClientIdentifier);
        await using var named = await NetClient.ConnectAsync(Broker, "named");
        Assert.True(string.IsNullOrEmpty(named.Connected.AssignedClientIdentifier));
    }

    [Theory]
    [InlineData(0, LiveBroker.MaxKeepAlive)]
    [InlineData(LiveBroker.MaxKeepAlive + 1, LiveBroker.MaxKeepAlive)]
    [InlineData(30, 0)] // granted as asked for: no property
    public async Task The_keep_alive_in_force_is_told_where_it_differs(int asked, int told)
    {
        await using var client = await NetClient.ConnectAsync(
            Broker, $"keep-alive-{asked}", more: options => options.WithKeepAlivePeriod(TimeSpan.FromSeconds(asked)));
        Assert.Equal(told, client.Connected.ServerKeepAlive);
    }

    [Fact]
    public async Task What_the_broker_can_do_is_told()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "capabilities");
        Assert.Equal(MqttClientConnectResultCode.Success, client.Connected.ResultCode);
        Assert.Equal((uint)LiveBroker.MaxPacketSize, client.Connected.MaximumPacketSize);
        Assert.Equal(MqttQualityOfServiceLevel.ExactlyOnce, client.Connected.MaximumQoS);
        Assert.True(client.Connected.RetainAvailable);
        Assert.True(client.Connected.SharedSubscriptionAvailable);
        Assert.True(client.Connected.WildcardSubscriptionAvailable);
        Assert.True(client.Connected.SubscriptionIdentifiersAvailable);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_session_goes_on_where_it_was(int version)
    {
        var name = $"session-{version}";
        await using (var first = await NetClient.ConnectAsync(Broker, name, version, more: Persistent))
        {
            Assert.False(first.Connected.IsSessionPresent);
            await first.SubscribeAsync(name, 2);
        }

        await using var publisher = await NetClient.ConnectAsync(Broker, name + "-pub", version);
        await publisher.PublishAsync(name, "1", 1);
        await publisher.PublishAsync(name, "2", 2);
        await using var second = await NetClient.ConnectAsync(Broker, name, version, more: Persistent);
        Assert.True(second.Connected.IsSessionPresent);
        Assert.Equal([("1", 1), ("2", 2)], (await second.Received.TakeAsync(2)).Select(message => (message.Text, message.QoS)));

        void Persistent(MqttClientOptionsBuilder options)
        {
            options.WithCleanStart(false);
            if (version == 5) options.WithSessionExpiryInterval(600);
        }
    }

    [Fact]
    public async Task Who_is_taken_over_is_told_so()
    {
        await using var first = await NetClient.ConnectAsync(Broker, "twin");
        await using var second = await NetClient.ConnectAsync(Broker, "twin");
        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, (await first.Disconnected.AtAsync(0)).Reason);
    }
}
