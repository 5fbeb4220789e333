using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.MqttNet;

public sealed class WillTests(LiveBroker broker) : LiveTest(broker)
{
    [Fact]
    public async Task A_will_comes_when_its_delay_has_passed()
    {
        await using var witness = await NetClient.ConnectAsync(Broker, "delay-witness");
        await witness.SubscribeAsync("delayed", 2);
        await using (await NetClient.ConnectAsync(Broker, "delayed", more: options => options
            .WithSessionExpiryInterval(600).WithWillTopic("delayed").WithWillPayload("late").WithWillDelayInterval(1)))
        {
        }

        var closed = await Broker.Watch.Closed.FirstAsync(one => one.ClientId == "delayed");
        Assert.Equal("late", (await witness.Received.AtAsync(0)).Text);

        // Not early; how late it may be is the machine's affair. The broker's clock ticks every 100 ms.
        Assert.InRange(TimeProvider.System.GetElapsedTime(closed.When), TimeSpan.FromMilliseconds(900), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Who_is_back_before_the_delay_has_passed_leaves_no_will()
    {
        await using var witness = await NetClient.ConnectAsync(Broker, "back-witness");
        await witness.SubscribeAsync("back", 1);
        await using (await ConnectAsync())
        {
        }

        await Broker.Watch.Closed.FirstAsync(one => one.ClientId == "back");
        await using var back = await ConnectAsync();
        Assert.True(back.Connected.IsSessionPresent);
        await back.PublishAsync("back", "I am back", 1);
        Assert.Equal("I am back", (await witness.Received.AtAsync(0)).Text);

        Task<NetClient> ConnectAsync() => NetClient.ConnectAsync(Broker, "back", more: options => options
            .WithCleanStart(false).WithSessionExpiryInterval(600).WithWillTopic("back").WithWillPayload("gone").WithWillDelayInterval(600));
    }

    [Theory]
    [InlineData(4, "tls")]
    [InlineData(5, "ws")]
    public async Task A_will_comes_over_every_transport(int version, string transport)
    {
        var name = $"will-{version}-{transport}";
        await using var witness = await NetClient.ConnectAsync(Broker, name + "-witness", version, transport);
        await witness.SubscribeAsync(name, 1);
        await using (await NetClient.ConnectAsync(Broker, name, version, transport, options => options.WithWillTopic(name).WithWillPayload("gone")))
        {
        }

        Assert.Equal("gone", (await witness.Received.AtAsync(0)).Text);
    }
}
