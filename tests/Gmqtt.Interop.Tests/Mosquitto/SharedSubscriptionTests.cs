using System.Globalization;
using Gmqtt.Interop.Tests.Live;
using Gmqtt.Interop.Tests.Processes;

namespace Gmqtt.Interop.Tests.Mosquitto;

public sealed class SharedSubscriptionTests(LiveBroker broker) : LiveTest(broker)
{
    private const int Messages = 300;

    [Theory]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv5", 2)]
    public async Task Each_message_reaches_exactly_one_of_three(string version, int qos)
    {
        var clients = MosquittoClients.Plain(Broker);
        var topic = "shared/" + version;
        var members = new List<ClientProcess>();
        try
        {
            for (var i = 0; i < 3; i++) members.Add(await clients.SubscribeAsync(version, $"{version}-{i}", "$share/group/" + topic, "-t", topic + "/end", "-q", "2"));
            foreach (var i in Enumerable.Range(0, 3)) await Broker.SubscribedAsync($"{version}-{i}", topic + "/end");

            await clients.PublishLinesAsync(version, topic, qos, Enumerable.Range(0, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture)));
            await clients.PublishAsync(version, "-t", topic + "/end", "-q", "1", "-m", "end");

            // What a member gets, it gets in order: behind the end there is nothing left of the group's messages.
            var payloads = await Task.WhenAll(members.Select(PayloadsUntilEndAsync));
            Assert.All(payloads, of => Assert.NotEmpty(of));
            Assert.All(payloads, of => Assert.Equal(of.Order(), of));
            Assert.Equal(Enumerable.Range(0, Messages), payloads.SelectMany(of => of).Order());
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    private static async Task<List<int>> PayloadsUntilEndAsync(ClientProcess member)
    {
        await member.Output.FirstAsync(line => Printed.Parse(line).Payload == "end");
        return [.. member.Output.Seen.Select(Printed.Parse).TakeWhile(m => m.Payload != "end").Select(m => int.Parse(m.Payload, CultureInfo.InvariantCulture))];
    }
}
