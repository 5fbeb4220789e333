using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class WillTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task The_will_of_a_killed_process_is_published(string version)
    {
        var clients = MosquittoClients.Plain(Broker);
        var topic = "will/" + version;
        await using var witness = await clients.SubscribeAsync(version, version + "-witness", topic, "-q", "2", "-C", "1");
        await using var mortal = await clients.SubscribeAsync(
            version, version + "-mortal", "none", "--will-topic", topic, "--will-payload", "killed", "--will-qos", "2");
        mortal.Kill();
        var will = await Printed.AtAsync(witness, 0);
        Assert.Equal((topic, "killed", 2, false), (will.Topic, will.Payload, will.QoS, will.Retain));
    }

    [Fact]
    public async Task The_will_of_who_says_goodbye_is_not_published()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var witness = await clients.SubscribeAsync("mqttv5", "goodbye-witness", "goodbye/#", "-q", "1", "-C", "1");
        await clients.PublishAsync("mqttv5", "-i", "polite", "-t", "elsewhere", "-m", "1", "--will-topic", "goodbye/will", "--will-payload", "killed");
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == "polite");
        await clients.PublishAsync("mqttv5", "-t", "goodbye/marker", "-q", "1", "-m", "after");
        Assert.Equal("after", (await Printed.AtAsync(witness, 0)).Payload);
    }

    [Fact]
    public async Task A_retained_will_stays()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var mortal = await clients.SubscribeAsync(
            "mqttv311", "retained-mortal", "none", "--will-topic", "will/retained", "--will-payload", "killed", "--will-retain");
        mortal.Kill();
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == "retained-mortal");

        // Whether the will comes before this subscription or after it, it is told that the message was retained.
        await using var late = await clients.SubscribeAsync("mqttv5", "will-late", "will/retained", "-C", "1", "--retain-as-published");
        var will = await Printed.AtAsync(late, 0);
        Assert.Equal(("killed", true), (will.Payload, will.Retain));
    }
}
