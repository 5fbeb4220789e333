using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>A hook that does not complete at once keeps its client's packets in order and holds up nobody else.</summary>
public sealed class AsynchronousTests
{
    [Fact]
    public async Task The_packets_of_a_client_wait_for_its_OnMsgArrived_in_order()
    {
        var gate = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    if (request.TopicName == "first") await gate.Task;
                    await next(client, request, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        var bystander = await Bystander.JoinAsync(broker);

        // Three PUBLISH and a PINGREQ in one piece.
        await client.SendAsync(
            [.. Packet.Publish("first", "1"u8.ToArray(), 1, 1), .. Packet.Publish("second", "2"u8.ToArray(), 1, 2), .. Packet.Publish("third", "3"u8.ToArray()), 0xC0, 0x00]);
        await bystander.IsUnharmedAsync();
        gate.SetResult();
        var order = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 3 && packet.Topic.StartsWith("bystander", StringComparison.Ordinal)) continue;
            order.Add(packet.Type switch { 3 => packet.Topic, 4 => $"PUBACK {packet.PacketId}", _ => $"type {packet.Type}" });
        }

        Assert.Equal(["first", "PUBACK 1", "second", "PUBACK 2", "third", "type 13"], order);
    }

    [Fact]
    public async Task The_payload_stays_as_it_was_while_the_hook_waits_and_more_arrives()
    {
        var gate = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        string? after = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    if (request.TopicName == "first")
                    {
                        waiting.SetResult();
                        await gate.Task;
                        after = System.Text.Encoding.UTF8.GetString(request.Payload);
                    }

                    await next(client, request, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("first");
        await client.PublishAsync("first", "keep me");
        await waiting.Task;
        for (var i = 0; i < 100; i++) await client.PublishAsync("later", new string('x', 1000));
        gate.SetResult();
        Assert.Equal("keep me", (await client.ReadAsync(3)).Payload);
        Assert.Equal("keep me", after);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Every_hook_of_a_client_may_wait_and_the_order_of_its_packets_holds()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnAccept = next => async (request, ct) =>
                {
                    await Task.Yield();
                    return await next(request, ct);
                },
                OnBasicAuth = next => (client, request, ct) => LaterAsync(() => next(client, request, ct)),
                OnConnected = next => (client, ct) => LaterAsync(() => next(client, ct)),
                OnSessionCreated = next => (client, ct) => LaterAsync(() => next(client, ct)),
                OnSessionTerminated = next => (id, reason, ct) => LaterAsync(() => next(id, reason, ct)),
                OnSubscribe = next => (client, request, ct) => LaterAsync(() => next(client, request, ct)),
                OnSubscribed = next => (client, subscription, ct) => LaterAsync(() => next(client, subscription, ct)),
                OnUnsubscribe = next => (client, request, ct) => LaterAsync(() => next(client, request, ct)),
                OnUnsubscribed = next => (client, filter, ct) => LaterAsync(() => next(client, filter, ct)),
                OnMsgArrived = next => (client, request, ct) => LaterAsync(() => next(client, request, ct)),
                OnClosed = next => (client, reason, ct) => LaterAsync(() => next(client, reason, ct)),
            });

        // Everything in one piece, CONNECT first.
        var client = broker.Open();
        await client.SendAsync(
        [
            .. Packet.Connect("c"), .. Packet.Subscribe(1, 5, [], ("t", 0)), .. Packet.Publish("t", "1"u8.ToArray(), 1, 2), .. Packet.Unsubscribe(3, 5, "t"),
            .. Packet.Publish("t", "2"u8.ToArray(), 1, 4), 0xC0, 0x00, 0xE0, 0x00,
        ]);
        var types = new List<int>();
        while (await client.TryReadAsync() is { } packet) types.Add(packet.Type);
        Assert.Equal([2, 9, 3, 4, 11, 4, 13], types); // CONNACK SUBACK PUBLISH PUBACK UNSUBACK PUBACK PINGRESP
        await client.EndedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task A_client_that_goes_while_its_hook_waits_cancels_the_hook_and_leaves_nothing()
    {
        var waiting = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = _ => async (_, _, ct) =>
                {
                    waiting.TrySetResult();
                    await Task.Delay(Timeout.Infinite, ct);
                },
            });
        var first = await broker.ConnectAsync("c");
        await first.PublishAsync("t", "x");
        await waiting.Task;
        var second = await broker.ConnectAsync("c"); // takes over: the first is closing, and its hook's token says so
        await first.ExpectDisconnectAsync(0x8E);
        await second.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 0x88)]
    public async Task An_authentication_that_takes_too_long_is_refused_at_the_connect_deadline(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper { OnBasicAuth = _ => (_, _, _) => new ValueTask(new TaskCompletionSource().Task) }); // does not even look at its token
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("c", version));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10.2));
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
    }

    [Fact]
    public async Task A_hook_that_waits_does_not_hold_up_deliveries_to_its_client()
    {
        var gate = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    if (client.ClientId == "c") await gate.Task;
                    await next(client, request, ct);
                },
            });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("elsewhere", "waits", qos: 1, packetId: 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "comes through");
        Assert.Equal("comes through", (await client.ReadAsync(3)).Payload);
        gate.SetResult();
        Assert.Equal(ReasonCode.NoMatchingSubscribers, (ReasonCode)(await client.ReadAsync(4)).ReasonCode);
    }

    private static async ValueTask LaterAsync(Func<ValueTask> next)
    {
        await Task.Yield();
        await next();
    }
}
