using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

[Collection("unloading")]
public sealed class ReloadTests
{
    [Fact]
    public async Task It_is_exchanged_while_everybody_goes_on()
    {
        await using var broker = await Api.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => CallAsync(broker, stop.Token)).ToList();
        var traffic = PublishAsync(publisher, stop.Token);
        var received = CountAsync(subscriber);

        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await broker.Plugins.ReloadAsync("admin"));
            await broker.SendAsync(HttpMethod.Post, "v1/traces", """{"topic_filter":"t"}""", HttpStatusCode.Created);
        }

        await stop.CancelAsync();
        var answers = await Task.WhenAll(callers);
        var sent = await traffic;
        await publisher.PublishAsync("t", "end", qos: 1, packetId: 1);
        Assert.Equal(sent, await received);
        Assert.All(answers, count => Assert.True(count > 0));
        Assert.Equal(4, broker.Plugins.List()[0].Generation);
        Assert.Equal(0, broker.Plugins.List()[0].Faults);
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task<int> CallAsync(TestBroker broker, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            Assert.Equal(2, (await broker.GetAsync("v1/clients"))["total_count"]!.GetValue<int>());
            count++;
        }

        return count;
    }

    private static async Task<int> PublishAsync(RawClient publisher, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            await publisher.PublishAsync("t", "x", qos: 1, packetId: 1);
            await publisher.ReadAsync(4);
            count++;
        }

        return count;
    }

    private static async Task<int> CountAsync(RawClient subscriber)
    {
        for (var count = 0; ; count++)
        {
            var message = await subscriber.ReadAsync(3);
            await subscriber.SendAsync(Packet.Ack(4, message.PacketId));
            if (message.Payload == "end") return count;
        }
    }
}
