using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>What a broker promises with a store, the same for every store: each is killed without a word and started again over what it has committed.</summary>
public abstract class DurableBrokerTests
{
    protected abstract Place NewPlace();

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_was_acknowledged_reaches_the_absent_in_its_order(int version)
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var subscriber = await lives.ComeAsync("s", version);
        await subscriber.SubscribeAsync("t/#", 2);
        await subscriber.DropAsync();
        var publisher = await lives.Broker.ConnectAsync("p", version);
        for (var i = 1; i <= 20; i++)
        {
            await publisher.PublishAsync($"t/{i % 3}", $"m{i}", qos: 1 + (i % 2), packetId: i);
            await publisher.ReadAsync(i % 2 == 0 ? 4 : 5);
        }

        await lives.CrashAsync();
        subscriber = await lives.ComeAsync("s", version);
        Assert.True(subscriber.ConnAck.SessionPresent);
        for (var i = 1; i <= 20; i++)
        {
            var message = await subscriber.ReadAsync(3);
            Assert.Equal(($"t/{i % 3}", $"m{i}", 1 + (i % 2), false), (message.Topic, message.Payload, message.QoS, message.Dup));
        }
    }

    [Fact]
    public async Task What_was_sent_and_not_acknowledged_is_sent_again_with_its_identifier_before_what_waits()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var subscriber = await lives.ComeAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await lives.Broker.ConnectAsync("p");
        var ids = new List<int>();
        for (var i = 1; i <= 3; i++)
        {
            await publisher.PublishAsync("t", $"{i}", qos: i == 2 ? 2 : 1, packetId: i);
            await publisher.ReadAsync(i == 2 ? 5 : 4);
            ids.Add((await subscriber.ReadAsync(3)).PacketId);
        }

        await subscriber.SendAsync(Packet.Ack(4, ids[0])); // PUBACK of the first
        await subscriber.DropAsync();
        await publisher.PublishAsync("t", "4", 1, 4);
        await publisher.ReadAsync(4);
        await lives.CrashAsync();
        subscriber = await lives.ComeAsync("s");
        var again = new[] { await subscriber.ReadAsync(3), await subscriber.ReadAsync(3), await subscriber.ReadAsync(3) };
        Assert.Equal([("2", ids[1], 2, true), ("3", ids[2], 1, true)], again[..2].Select(m => (m.Payload, m.PacketId, m.QoS, m.Dup)));
        Assert.Equal(("4", false), (again[2].Payload, again[2].Dup));
        Assert.DoesNotContain(again[2].PacketId, ids);
    }

    [Fact]
    public async Task After_PUBREC_only_PUBREL_is_sent_again()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var subscriber = await lives.ComeAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await lives.Broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x", 2, 1);
        var id = (await subscriber.ReadAsync(3)).PacketId;
        await subscriber.SendAsync(Packet.Ack(5, id));
        Assert.Equal(id, (await subscriber.ReadAsync(6)).PacketId); // PUBREL: sent, so stored
        await lives.CrashAsync();
        subscriber = await lives.ComeAsync("s");
        Assert.Equal(id, (await subscriber.ReadAsync(6)).PacketId);
        await subscriber.SendAsync(Packet.Ack(7, id)); // PUBCOMP
        await subscriber.SubscribeAsync("done"); // its answer waits for the commit of what came before
        await lives.CrashAsync();
        subscriber = await lives.ComeAsync("s");
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_QoS_2_message_that_its_publisher_sends_again_after_the_crash_is_not_delivered_twice()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var subscriber = await lives.ComeAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        await subscriber.DropAsync();
        var publisher = await lives.ComeAsync("p");
        await publisher.PublishAsync("t", "once", 2, 77);
        await publisher.ReadAsync(5); // PUBREC
        await lives.CrashAsync();
        publisher = await lives.ComeAsync("p");
        await publisher.PublishAsync("t", "once", 2, 77, dup: true);
        await publisher.ReadAsync(5);
        await publisher.SendAsync(Packet.Ack(6, 77));
        await publisher.ReadAsync(7); // PUBCOMP: the identifier is free, and stays so
        await lives.CrashAsync();
        publisher = await lives.ComeAsync("p");
        await publisher.PublishAsync("t", "another", 2, 77);
        await publisher.ReadAsync(5);
        subscriber = await lives.ComeAsync("s");
        Assert.Equal("once", (await subscriber.ReadAsync(3)).Payload);
        Assert.Equal("another", (await subscriber.ReadAsync(3)).Payload);
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task Subscriptions_are_there_with_their_options_and_those_that_went_are_not()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var bus = await lives.ComeAsync("bus");
        var bus1 = await lives.ComeAsync("bus1"); // a name that another begins with
        await bus.SubscribeAsync("a", 1, properties: [0x0B, 9]);
        await bus.SubscribeAsync("$share/g/shared", 1);
        await bus1.SubscribeAsync("own", 0b0000_0101); // No Local, QoS 1
        await bus1.SubscribeAsync("gone", 1);
        await bus1.SendAsync(Packet.Unsubscribe(5, 5, "gone"));
        await bus1.ReadAsync(11);
        await lives.CrashAsync();
        bus = await lives.ComeAsync("bus");
        bus1 = await lives.ComeAsync("bus1");
        foreach (var topic in new[] { "a", "shared", "own", "gone" }) await bus1.PublishAsync(topic, topic);
        var first = await bus.ReadAsync(3);
        Assert.Equal(("a", 9), (first.Topic, first.SubscriptionIds.Single()));
        Assert.Equal("shared", (await bus.ReadAsync(3)).Topic);
        await bus1.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_message_of_70_000_bytes_to_several_is_whole()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        foreach (var name in new[] { "a", "b" })
        {
            var subscriber = await lives.ComeAsync(name);
            await subscriber.SubscribeAsync("t", 1);
            await subscriber.DropAsync();
        }

        var publisher = await lives.Broker.ConnectAsync("p");
        var payload = new string('x', 70_000);
        await publisher.PublishAsync("t", payload, 1, 1, properties: Packet.UserProperty("k", "v"));
        await publisher.ReadAsync(4);
        await lives.CrashAsync();
        foreach (var name in new[] { "a", "b" })
        {
            var message = await (await lives.ComeAsync(name)).ReadAsync(3);
            Assert.Equal((payload, ("k", "v")), (message.Payload, message.UserProperties.Single()));
        }
    }

    [Fact]
    public async Task A_clean_start_ends_the_stored_session_for_good()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var client = await lives.ComeAsync("c");
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        await (await lives.Broker.ConnectAsync("p")).PublishAsync("t", "old", 1, 1);
        client = await lives.ComeAsync("c", clean: true);
        Assert.False(client.ConnAck.SessionPresent);
        await lives.CrashAsync();
        client = await lives.ComeAsync("c");
        Assert.True(client.ConnAck.SessionPresent); // the new one
        await client.PublishAsync("t", "new");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_expiry_counts_from_the_disconnect_also_while_the_broker_is_away()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        await (await lives.Broker.ConnectAsync("short", properties: Packet.SessionExpiry(600))).DisconnectAsync();
        await (await lives.Broker.ConnectAsync("long", properties: Packet.SessionExpiry(6_000))).DisconnectAsync();
        await lives.Broker.AdvanceAsync(TimeSpan.FromSeconds(300));
        await lives.RestartAsync(TimeSpan.FromSeconds(400));
        Assert.Equal(["long"], lives.Broker.Services.ClientService.Sessions().Select(s => s.ClientId));
        await lives.CrashAsync(TimeSpan.FromSeconds(5_400));
        Assert.Empty(lives.Broker.Services.ClientService.Sessions());
    }

    [Fact]
    public async Task The_expiry_of_who_was_connected_at_a_crash_does_not_begin_anew_with_every_further_one()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        await lives.Broker.ConnectAsync("c", properties: Packet.SessionExpiry(600));
        await lives.CrashAsync();
        await (await lives.ComeAsync("witness")).SubscribeAsync("done"); // its answer waits for the commit of what came before
        await lives.CrashAsync(TimeSpan.FromSeconds(400));
        await (await lives.ComeAsync("witness")).SubscribeAsync("done");
        await lives.CrashAsync(TimeSpan.FromSeconds(400));
        Assert.Equal(["witness"], lives.Broker.Services.ClientService.Sessions().Select(s => s.ClientId));
    }

    [Fact]
    public async Task A_session_that_ends_with_its_connection_leaves_nothing()
    {
        await using var lives = await Lives.BeginAsync(NewPlace());
        var client = await lives.Broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        await lives.CrashAsync();
        Assert.False((await lives.ComeAsync("c")).ConnAck.SessionPresent);
        Assert.Empty(lives.Broker.Services.SubscriptionService.Find());
    }
}
