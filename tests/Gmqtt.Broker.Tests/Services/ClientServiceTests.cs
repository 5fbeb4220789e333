using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

public sealed class ClientServiceTests
{
    [Fact]
    public async Task A_session_is_described_as_it_is_connected_or_not()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 2 });
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWith(
            "c", 5, 0x84, 0, Packet.SessionExpiry(600), Packet.Props(5, [0x18, 0, 0, 0, 9]), Packet.Utf8("will"), Packet.Utf8("x"), Packet.Utf8("alice"))); // will, user name
        await client.ReadAsync(2);
        await client.SubscribeAsync("t", 1);
        for (var i = 1; i <= 5; i++) await client.PublishAsync("t", "12345", qos: 1, packetId: i);

        var session = broker.Services.ClientService.GetSession("c")!;
        Assert.Equal(("c", "alice", true), (session.ClientId, session.Username, session.IsConnected));
        Assert.Equal((2, 3, 2, 1000, 1), (session.InflightMessages, session.QueuedMessages, session.MaxInflight, session.MaxQueuedMessages, session.Subscriptions));
        Assert.Equal(("will", TimeSpan.FromSeconds(9)), (session.Will!.Message.TopicName, session.Will.Delay));
        Assert.Equal((TimeSpan.FromSeconds(600), broker.Time.GetUtcNow(), null), (session.SessionExpiry, session.ConnectedAt, session.DisconnectedAt));
        await client.DropAsync();
        session = broker.Services.ClientService.GetSession("c")!;
        Assert.Equal((false, 2, 3), (session.IsConnected, session.InflightMessages, session.QueuedMessages));
        Assert.NotNull(session.DisconnectedAt);
        Assert.Equal("will", session.Will!.Message.TopicName); // it waits for its delay
    }

    [Fact]
    public async Task Sessions_come_in_order_and_in_pages()
    {
        await using var broker = await TestBroker.StartAsync();
        foreach (var id in new[] { "b", "d", "a", "c" })
        {
            var client = await broker.ConnectAsync(id, clean: false, properties: Packet.SessionExpiry(600));
            if (id is "b" or "c") await client.DropAsync();
        }

        Assert.Equal(["a", "b", "c", "d"], broker.Services.ClientService.Sessions().Select(s => s.ClientId));
        Assert.Equal(["c", "d"], broker.Services.ClientService.Sessions("b").Select(s => s.ClientId));
        Assert.Equal(["c"], broker.Services.ClientService.Sessions("bb").Take(1).Select(s => s.ClientId));
        Assert.Equal(["a", "d"], broker.Services.ClientService.Clients().Select(c => c.ClientId).Order());
        Assert.Null(broker.Services.ClientService.GetClient("b"));
        Assert.Null(broker.Services.ClientService.GetSession("nobody"));
    }

    [Fact]
    public async Task More_sessions_than_a_piece_come_in_order_too()
    {
        await using var broker = await TestBroker.StartAsync();
        var ids = Enumerable.Range(0, 2500).Select(i => $"{i * 7919 % 2500:0000}").ToList();
        foreach (var id in ids) await broker.ConnectAsync(id);

        Assert.Equal(ids.Order(StringComparer.Ordinal), broker.Services.ClientService.Sessions().Select(s => s.ClientId));
        Assert.Equal(ids.Order(StringComparer.Ordinal).Skip(2400), broker.Services.ClientService.Sessions("2399").Select(s => s.ClientId));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Disconnect_tells_the_client_why_publishes_its_will_and_keeps_its_session(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x", version, clean: false, properties: Packet.SessionExpiry(600)));
        await client.ReadAsync(2);
        Assert.True(broker.Services.ClientService.Disconnect("c", ReasonCode.QuotaExceeded, "enough"));
        if (version == 5)
        {
            var goodbye = await client.ReadAsync(14);
            Assert.Equal((0x97, "enough"), (goodbye.ReasonCode, goodbye.Text(0x1F)));
        }

        await client.ExpectClosedAsync();
        await client.EndedAsync();
        Assert.Equal("x", (await watcher.ReadAsync(3)).Payload);
        Assert.False(broker.Services.ClientService.GetSession("c")!.IsConnected);
        Assert.False(broker.Services.ClientService.Disconnect("c"));
    }

    [Fact]
    public async Task TerminateSession_ends_the_session_and_its_connection_and_publishes_a_delayed_will()
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        foreach (var connected in new[] { true, false })
        {
            var client = broker.Open();
            await client.SendAsync(Packet.ConnectWithWill("c", "will", "x", properties: Packet.SessionExpiry(600), willProperties: [0x18, 0, 0, 1, 0]));
            await client.ReadAsync(2);
            if (!connected) await client.DropAsync();
            Assert.True(await broker.Services.ClientService.TerminateSessionAsync("c"));
            Assert.Null(broker.Services.ClientService.GetSession("c"));
            if (connected) await client.ExpectDisconnectAsync(0x98);
            Assert.Equal("x", (await watcher.ReadAsync(3)).Payload);
            Assert.False(await broker.Services.ClientService.TerminateSessionAsync("c"));
        }
    }

    [Fact]
    public async Task A_client_object_still_answers_after_the_connection_has_ended()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        var seen = broker.Services.ClientService.GetClient("c")!;
        Assert.True(seen.IsConnected);
        Assert.Equal(("memory", ProtocolVersion.V5), (seen.Listener, seen.Version));
        seen.Close();
        await client.EndedAsync();
        Assert.Equal(("c", false), (seen.ClientId, seen.IsConnected));
        seen.Disconnect(ReasonCode.ServerBusy);
        seen.Close();
    }
}
