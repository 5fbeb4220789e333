using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.2.10 and 3.2.2.3.14: Keep Alive.</summary>
public sealed class Section_3_1_KeepAlive : BrokerTest
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2.8);
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(3.3);

    [Fact]
    [Mqtt5("MQTT-3.1.2-22")]
    [Mqtt5("MQTT-3.2.2-22")]
    public async Task Silence_for_one_and_a_half_times_the_keep_alive_closes_with_0x8D()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", keepAlive: 2);
        Assert.False(client.ConnAck.Has(0x13)); // no Server Keep Alive: the client's own counts
        await broker.AdvanceAsync(Within);
        await client.ExpectNothingAsync();
        await broker.AdvanceAsync(Beyond);
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-22")]
    public async Task Silence_after_the_connect_counts_too_and_publishes_the_will()
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("will");
        var (client, _) = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", keepAlive: 2));
        await broker.AdvanceAsync(Within);
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(Beyond - Within);
        await client.ExpectDisconnectAsync(0x8D);
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Theory]
    [InlineData("C0 00")] // PINGREQ
    [InlineData("30 04 00 01 74 00")] // PUBLISH
    [InlineData("40 02 00 01")] // PUBACK of nothing
    [Mqtt5("MQTT-3.1.2-22")]
    public async Task Any_packet_keeps_the_connection_open(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", keepAlive: 2);
        for (var i = 0; i < 5; i++)
        {
            await broker.AdvanceAsync(Within);
            await client.SendHexAsync(packet);
            if (packet == "C0 00") await client.ExpectAsync(0xD0, 0x00);
        }

        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-22")]
    public async Task What_the_broker_sends_does_not_keep_the_connection_open()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", keepAlive: 2);
        await client.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        await broker.AdvanceAsync(Within);
        await publisher.PublishAsync("t", "x");
        await client.ExpectPublishAsync("t", "x");
        await broker.AdvanceAsync(Beyond - Within);
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-22")]
    public async Task Keep_alive_0_never_times_out_where_the_broker_grants_it()
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 0 });
        var client = await broker.ConnectAsync("c", keepAlive: 0);
        Assert.False(client.ConnAck.Has(0x13));
        await broker.AdvanceAsync(TimeSpan.FromMinutes(30));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(60)] // more than the broker grants
    [InlineData(0)] // for ever
    [Mqtt5("MQTT-3.1.2-21")]
    [Mqtt5("MQTT-3.2.2-21")]
    public async Task The_server_keep_alive_that_was_sent_is_the_one_that_counts(int asked)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 2 });
        var client = await broker.ConnectAsync("c", keepAlive: asked);
        Assert.Equal(2, client.ConnAck.Number(0x13));
        await broker.AdvanceAsync(Within);
        await client.ExpectNothingAsync();
        await broker.AdvanceAsync(Beyond);
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.2-21")]
    public async Task A_keep_alive_below_what_the_broker_grants_is_the_clients_own()
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 60 });
        var client = await broker.ConnectAsync("c", keepAlive: 2);
        Assert.False(client.ConnAck.Has(0x13));
        await broker.AdvanceAsync(Beyond);
        await client.ExpectDisconnectAsync(0x8D);
    }
}
