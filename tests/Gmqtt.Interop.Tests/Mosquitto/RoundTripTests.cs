using System.Security.Cryptography;
using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class RoundTripTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Every_QoS_arrives_as_published(string version)
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var subscriber = await clients.SubscribeAsync(version, version + "-qos", $"qos/{version}/+", "-q", "2", "-C", "3");
        for (var qos = 0; qos <= 2; qos++)
        {
            await clients.PublishAsync(version, "-t", $"qos/{version}/{qos}", "-q", $"{qos}", "-m", $"grüße {qos}");
            var message = await Printed.AtAsync(subscriber, qos);
            Assert.Equal(($"qos/{version}/{qos}", $"grüße {qos}", qos, false), (message.Topic, message.Payload, message.QoS, message.Retain));
        }

        await subscriber.SucceedAsync();
    }

    [Theory]
    [InlineData("mqttv31", "mqttv5")]
    [InlineData("mqttv5", "mqttv311")]
    public async Task Versions_reach_each_other(string from, string to)
    {
        var clients = MosquittoClients.Plain(Broker);
        await using var subscriber = await clients.SubscribeAsync(to, "versions-" + to, "versions/" + to, "-q", "1", "-C", "1");
        await clients.PublishAsync(from, "-t", "versions/" + to, "-q", "2", "-m", "hello");
        var message = await Printed.AtAsync(subscriber, 0);

        // The lower of the two.
        Assert.Equal(("hello", 1), (message.Payload, message.QoS));
        await subscriber.SucceedAsync();
    }

    [Theory]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    public async Task A_file_of_almost_a_mebibyte_arrives_whole(string version, int qos)
    {
        var content = RandomNumberGenerator.GetBytes(LiveBroker.MaxPacketSize - 100);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, content);
            var clients = MosquittoClients.Plain(Broker);
            await using var subscriber = await clients.SubscribeAsync(version, version + "-file", "file/" + version, "-q", $"{qos}", "-C", "1", "-F", "%x");
            await clients.PublishAsync(version, "-t", "file/" + version, "-q", $"{qos}", "-f", file);
            Assert.True(Convert.FromHexString(await subscriber.Output.AtAsync(0)).AsSpan().SequenceEqual(content));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
