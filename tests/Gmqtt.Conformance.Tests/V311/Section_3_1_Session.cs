using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.1.2.4 Clean Session, 3.1.3.1 the session of a Client Identifier, 3.1.4 taking over, 3.2.2.2 Session Present.</summary>
public sealed class Section_3_1_Session : BrokerTest
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-4")]
    [Mqtt311("MQTT-3.1.4-3")]
    [Mqtt311("MQTT-3.2.2-2")]
    [Mqtt311("MQTT-3.2.2-3")]
    public async Task Clean_session_0_begins_a_session_and_resumes_it_after_a_drop_or_a_disconnect(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version);
        var client = await broker.KnockAsync(Packet.Connect("c", version, clean: false), version);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00); // none stored
        await client.SubscribeAsync("a", 1);
        for (var i = 0; i < 4; i++)
        {
            if (i % 2 == 0) await client.DropAsync();
            else await client.DisconnectAsync();
            client = await broker.KnockAsync(Packet.Connect("c", version, clean: false), version);
            // CONNACK, Session Present 1; in MQTT 3.1 the byte is reserved
            await client.ExpectAsync(0x20, 0x02, (byte)(version == 4 ? 1 : 0), 0x00);
            await publisher.PublishAsync("a", $"{i}");
            await client.ExpectPublishAsync("a", $"{i}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-5")]
    [Mqtt311("MQTT-4.5.0-1")]
    public async Task Messages_of_qos_1_and_2_wait_for_an_absent_client(int version)
    {
        var broker = await StartAsync(mqtt => mqtt with { QueueQoS0Messages = false });
        var client = await broker.ConnectAsync("c", version, clean: false);
        await client.SubscribeAsync("a/#", 2);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "0");
        await publisher.PublishFullyAsync("a/b", "1", 1, 1);
        await publisher.PublishFullyAsync("a/c", "2", 2, 2);
        await publisher.PublishFullyAsync("b", "not for c", 1, 3);
        client = await broker.ReturnAsync("c", version);
        var first = await client.TakeAsync();
        Assert.Equal(("a/b", "1", 1, false), (first.Topic, first.Payload, first.QoS, first.Dup));
        var second = await client.TakeAsync();
        Assert.Equal(("a/c", "2", 2, false), (second.Topic, second.Payload, second.QoS, second.Dup));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [Mqtt311("MQTT-3.1.2-6")]
    [Mqtt311("MQTT-3.1.4-3")]
    [Mqtt311("MQTT-3.2.2-3")]
    public async Task A_clean_session_ends_with_its_connection(int version, bool disconnect)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version, clean: true);
        await client.SubscribeAsync("a", 1);
        if (disconnect) await client.DisconnectAsync();
        else await client.DropAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "missed", 1, 1);
        client = await broker.ReturnAsync("c", version);
        Assert.False(client.ConnAck.SessionPresent);
        await publisher.PublishFullyAsync("a", "missed", 1, 1);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-6")]
    [Mqtt311("MQTT-3.1.4-3")]
    [Mqtt311("MQTT-3.2.2-1")]
    public async Task Clean_session_1_discards_the_session_that_was_kept(int version)
    {
        var broker = await StartAsync();
        var (subscriber, _) = await broker.HoldAsync(version, qos: 1);
        await subscriber.DropAsync();
        subscriber = await broker.KnockAsync(Packet.Connect("s", version, clean: true), version);
        await subscriber.ExpectAsync(0x20, 0x02, 0x00, 0x00); // Session Present 0
        await subscriber.PublishAsync("a", "2");
        await subscriber.ExpectNothingAsync(); // neither what was in flight nor the subscription
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        Assert.False(subscriber.ConnAck.SessionPresent);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-7")]
    public async Task A_retained_message_outlives_the_session_of_its_publisher(int version)
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p", version, clean: true);
        await publisher.PublishFullyAsync("a", "kept", 1, 1, retain: true);
        await publisher.DisconnectAsync();
        await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        var later = await broker.ConnectAsync("later", version);
        await later.SubscribeAsync("a");
        await later.ExpectPublishAsync("a", "kept");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.3-2")]
    public async Task Each_client_identifier_has_a_session_of_its_own(int version)
    {
        var broker = await StartAsync();
        foreach (var id in new[] { "c", "C" })
        {
            var client = await broker.ReturnAsync(id, version);
            Assert.False(client.ConnAck.SessionPresent);
            await client.SubscribeAsync($"for/{id}", 1);
            await client.DropAsync();
        }

        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("for/c", "1", 1, 1);
        await publisher.PublishFullyAsync("for/C", "2", 1, 2);
        var upper = await broker.ReturnAsync("C", version);
        await upper.ExpectPublishAsync("for/C", "2");
        await upper.ExpectNothingAsync();
        var lower = await broker.ReturnAsync("c", version);
        await lower.ExpectPublishAsync("for/c", "1");
        await lower.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(4, 5)]
    [InlineData(5, 4)]
    [Mqtt311("MQTT-3.1.4-2")]
    public async Task The_second_connection_of_a_client_identifier_ends_the_first_and_publishes_its_will(int first, int second)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will");
        var old = broker.Open();
        old.Version = first;
        await old.SendAsync(Packet.ConnectWithWill("c", "will", "gone", first));
        Assert.Equal(0x00, (await old.ReadAsync(2)).ReasonCode);
        var client = await broker.ConnectAsync("c", second);
        await old.ExpectDisconnectAsync(0x8E); // with MQTT 5.0 there is a DISCONNECT before the end
        await watcher.ExpectPublishAsync("will", "gone");
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.4-2")]
    [Mqtt311("MQTT-3.1.4-3")]
    public async Task Who_takes_a_session_over_with_clean_session_0_goes_on_with_it(int version)
    {
        var broker = await StartAsync();
        var (old, open) = await broker.HoldAsync(version, qos: 1);
        var client = await broker.ReturnAsync("s", version);
        await old.ExpectClosedAsync();
        var again = await client.TakeAsync();
        Assert.Equal(("1", true, open[0].PacketId), (again.Payload, again.Dup, again.PacketId));
        await client.ExpectNothingAsync();
    }
}
