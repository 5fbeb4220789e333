using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class RetainedTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_retained_message_is_there_until_it_is_cleared(string version)
    {
        var clients = MosquittoClients.Plain(Broker);
        var topic = "retained/" + version;
        await clients.PublishAsync(version, "-t", topic, "-q", "1", "-r", "-m", "first");
        await clients.PublishAsync(version, "-t", topic, "-q", "1", "-r", "-m", "last");
        await using (var late = clients.StartSub(version, version + "-late", "-t", topic, "-q", "1", "-C", "1", "-F", "%j"))
        {
            var message = await Printed.AtAsync(late, 0);
            Assert.Equal((topic, "last", 1, true), (message.Topic, message.Payload, message.QoS, message.Retain));
            await late.SucceedAsync();
        }

        await clients.PublishAsync(version, "-t", topic, "-q", "1", "-r", "-n");
        await using var later = await clients.SubscribeAsync(version, version + "-later", topic, "-q", "1", "-C", "1");
        await clients.PublishAsync(version, "-t", topic, "-q", "1", "-m", "live");
        var live = await Printed.AtAsync(later, 0);
        Assert.Equal(("live", false), (live.Payload, live.Retain));
    }
}
