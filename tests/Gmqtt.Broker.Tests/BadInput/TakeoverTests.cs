using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>R12: many connections that want to be the same client.</summary>
public sealed class TakeoverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R12_Of_200_connections_with_one_client_id_exactly_one_survives(bool clean)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var connect = Packet.Connect("same", clean: clean, properties: Packet.SessionExpiry(60));
        var clients = new RawClient[200];
        await Parallel.ForAsync(0, clients.Length, async (i, _) =>
        {
            clients[i] = broker.Open();
            await clients[i].SendAsync(connect);
        });

        // Everybody gets in, one after the other; whoever does has seen the former to its end.
        foreach (var client in clients) Assert.Equal(0, (await client.ReadAsync(2)).ReasonCode);
        var codes = new List<int>();
        foreach (var client in clients) codes.Add(await StateOfAsync(client));
        Assert.Equal(199, codes.Count(code => code == 0x8E)); // [MQTT-3.1.4-3]
        Assert.Equal(1, codes.Count(code => code == Alive));
        var survivor = clients[codes.IndexOf(Alive)];
        await survivor.SubscribeAsync("t", 1);
        await survivor.PublishAsync("t", "x");
        Assert.Equal("x", (await survivor.ReadAsync(3)).Payload);
        Assert.Equal(3, broker.Server.Engine.Sessions.Count);
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task R12_Messages_for_a_client_that_is_taken_over_again_and_again_arrive()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync("p");
        var client = await broker.ConnectAsync("same", clean: false, properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 1);
        var seen = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            await publisher.PublishAsync("t", $"{i}", 1, 1);
            var next = await broker.ConnectAsync("same", clean: false, properties: Packet.SessionExpiry(60));
            Assert.True(next.ConnAck.SessionPresent);
            while (await client.TryReadAsync() is { Type: 3 }) continue; // it is told, and its unacknowledged messages go to the next
            var message = await next.ReadAsync(3);
            seen.Add(message.Payload);
            await next.SendAsync(Packet.Ack(4, message.PacketId));
            await next.ExpectNothingAsync(); // the acknowledgement is in before the next one comes
            client = next;
        }

        Assert.Equal(200, seen.Count);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task Whoever_comes_after_a_client_whose_hook_hangs_is_told_and_not_kept_waiting()
    {
        var entered = new TaskCompletionSource();
        var hang = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => (_, _, _) =>
                {
                    entered.SetResult();
                    return new ValueTask(hang.Task);
                },
            });
        var former = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await former.PublishAsync("hangs");
        await entered.Task;
        var begun = broker.Time.GetTimestamp();
        var second = broker.Open();
        await second.SendAsync(Packet.Connect("c", clean: false));
        var answer = second.ReadAsync(2);
        await broker.CompleteAsync(answer);
        Assert.Equal(0x88, (await answer).ReasonCode);
        Assert.InRange(broker.Time.GetElapsedTime(begun), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
        await second.ExpectClosedAsync();

        // Counted from the first who came: however many come, none waits for the one before it.
        var third = broker.Open();
        await third.SendAsync(Packet.Connect("c", clean: false));
        Assert.Equal(0x88, (await third.ReadAsync(2)).ReasonCode);

        hang.SetResult();
        await former.EndedAsync();
        var fourth = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        Assert.True(fourth.ConnAck.SessionPresent);
    }

    private const int Alive = -1;

    /// <summary>The code of the DISCONNECT that has ended a connection, or that it is alive.</summary>
    private static async Task<int> StateOfAsync(RawClient client)
    {
        await client.SendAsync(0xC0, 0x00);
        var packet = await client.ReadAsync();
        if (packet.Type == 13) return Alive;
        await client.ExpectClosedAsync();
        return packet.ReasonCode;
    }
}
