using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class SessionTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("mqttv31", "-c")]
    [InlineData("mqttv311", "-c")]
    [InlineData("mqttv5", "-c", "-x", "600")]
    public async Task A_resumed_session_gets_what_was_published_meanwhile(string version, params string[] persistent)
    {
        var clients = MosquittoClients.Plain(Broker);
        var (clientId, topic) = (version + "-session", "session/" + version);
        await using (var first = clients.StartSub(version, clientId, [.. persistent, "-t", topic, "-q", "2", "-E"])) await first.SucceedAsync();
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == clientId);
        for (var qos = 0; qos <= 2; qos++) await clients.PublishAsync(version, "-t", topic, "-q", $"{qos}", "-m", $"{qos}");

        await using var second = clients.StartSub(version, clientId, [.. persistent, "-t", topic, "-q", "2", "-C", "3", "-F", "%j"]);
        var messages = (await second.SucceedAsync()).Select(Printed.Parse).ToList();
        Assert.Equal([("0", 0), ("1", 1), ("2", 2)], messages.Select(message => (message.Payload, message.QoS)));
    }

    [Fact]
    public async Task A_clean_start_ends_the_session()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using (var first = clients.StartSub("mqttv311", "cleaned", "-c", "-t", "cleaned", "-q", "1", "-E")) await first.SucceedAsync();
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == "cleaned");
        await clients.PublishAsync("mqttv311", "-t", "cleaned", "-q", "1", "-m", "of the old session");
        await using (var clean = clients.StartSub("mqttv311", "cleaned", "-t", "other", "-E")) await clean.SucceedAsync();
        await Broker.Watch.Closed.UntilAsync(closed => closed.Count(one => one.ClientId == "cleaned") == 2);

        await using var last = clients.StartSub("mqttv311", "cleaned", "-c", "-t", "cleaned", "-q", "1", "-C", "1", "-F", "%j");
        await Broker.Watch.Subscribed.UntilAsync(all => all.Count(one => one == ("cleaned", "cleaned")) == 2);
        await clients.PublishAsync("mqttv311", "-t", "cleaned", "-q", "1", "-m", "of the new session");
        Assert.Equal("of the new session", Printed.Parse(Assert.Single(await last.SucceedAsync())).Payload);
    }
}
