using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class PropertyTests(LiveBroker broker) : LiveTest(broker)
{
    private static readonly string[] Properties =
    [
        "-D", "PUBLISH", "user-property", "colour", "blue",
        "-D", "PUBLISH", "user-property", "colour", "red",
        "-D", "PUBLISH", "content-type", "text/plain",
        "-D", "PUBLISH", "payload-format-indicator", "1",
        "-D", "PUBLISH", "response-topic", "answers",
        "-D", "PUBLISH", "correlation-data", "42",
        "-D", "PUBLISH", "message-expiry-interval", "3600",
    ];

    [Fact]
    public async Task Properties_of_a_message_arrive_with_it()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var subscriber = await clients.SubscribeAsync("mqttv5", "properties", "properties", "-q", "1", "-C", "1");
        await clients.PublishAsync("mqttv5", ["-t", "properties", "-q", "1", "-m", "x", .. Properties]);
        var json = (await Printed.AtAsync(subscriber, 0)).Json.GetProperty("properties");
        Assert.Equal("text/plain", json.GetProperty("content-type").GetString());
        Assert.Equal(1, json.GetProperty("payload-format-indicator").GetInt32());
        Assert.Equal("answers", json.GetProperty("response-topic").GetString());
        Assert.Equal("42", json.GetProperty("correlation-data").GetString());
        Assert.InRange(json.GetProperty("message-expiry-interval").GetInt32(), 1, 3600);
    }

    [Fact]
    public async Task User_properties_keep_their_order_and_their_repetition()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var subscriber = await clients.SubscribeAsync("mqttv5", "user-properties", "user-properties", "-C", "1", "-F", "%P");
        await clients.PublishAsync("mqttv5", ["-t", "user-properties", "-m", "x", .. Properties]);
        Assert.Equal("colour:blue colour:red", (await subscriber.Output.AtAsync(0)).Trim());
    }

    [Fact]
    public async Task A_message_that_expires_while_the_session_is_away_never_arrives()
    {
        var clients = MosquittoClients.Plain(Broker);
        await using (var first = clients.StartSub("mqttv5", "expiry", "-c", "-x", "600", "-t", "expiry", "-q", "1", "-E")) await first.SucceedAsync();
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == "expiry");
        await clients.PublishAsync("mqttv5", "-t", "expiry", "-q", "1", "-m", "short", "-D", "PUBLISH", "message-expiry-interval", "1");
        await clients.PublishAsync("mqttv5", "-t", "expiry", "-q", "1", "-m", "long", "-D", "PUBLISH", "message-expiry-interval", "3600");

        // The will that comes two seconds late is the clock.
        await using var clock = await clients.SubscribeAsync("mqttv5", "clock", "tick", "-C", "1");
        await using var mortal = await clients.SubscribeAsync(
            "mqttv5", "mortal", "none", "-x", "600", "--will-topic", "tick", "-D", "WILL", "will-delay-interval", "2");
        mortal.Kill();
        await clock.SucceedAsync();

        await using var second = clients.StartSub("mqttv5", "expiry", "-c", "-x", "600", "-t", "expiry", "-q", "1", "-C", "1", "-F", "%j");
        var message = Printed.Parse(Assert.Single(await second.SucceedAsync()));
        Assert.Equal("long", message.Payload);
        Assert.InRange(message.Json.GetProperty("properties").GetProperty("message-expiry-interval").GetInt32(), 1, 3598);
    }
}
