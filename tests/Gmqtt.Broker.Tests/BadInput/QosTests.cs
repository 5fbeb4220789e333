using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>Q01 to Q07 and Q14: what a client can get wrong in the exchanges of QoS 1 and 2, or overdo.</summary>
public sealed class QosTests
{
    [Theory]
    [InlineData(4, "36 05 00 01 74 00 01", 0x81)]    // QoS 3 [MQTT-3.3.1-4]
    [InlineData(5, "36 06 00 01 74 00 01 00", 0x81)]
    [InlineData(4, "38 03 00 01 74", 0x81)]          // DUP with QoS 0 [MQTT-3.3.1-2]
    [InlineData(5, "38 04 00 01 74 00", 0x81)]
    [InlineData(4, "32 05 00 01 74 00 00", 0x82)]    // Packet Identifier 0 [MQTT-2.2.1-3]
    [InlineData(5, "34 06 00 01 74 00 00 00", 0x82)]
    [InlineData(5, "40 02 00 00", 0x82)]
    [InlineData(5, "62 02 00 00", 0x82)]
    [InlineData(5, "82 07 00 00 00 00 01 74 00", 0x82)]
    [InlineData(5, "A2 06 00 00 00 00 01 74", 0x82)]
    public Task Q01_QoS_3_DUP_with_QoS_0_and_Packet_Identifier_0_end_the_connection(int version, string hex, byte code)
        => Refusal.OfConnectedAsync(version, Refusal.Bytes(hex), code);

    [Theory]
    [InlineData(1, 5)] // PUBREC for a QoS 1 message
    [InlineData(1, 7)] // PUBCOMP for it
    [InlineData(2, 4)] // PUBACK for a QoS 2 message
    [InlineData(2, 7)] // PUBCOMP before its PUBREC
    public async Task Q02_An_acknowledgement_of_the_wrong_kind_is_a_protocol_error(int qos, int type)
    {
        foreach (var version in new[] { 4, 5 })
        {
            await using var broker = await TestBroker.StartAsync();
            var bystander = await Bystander.JoinAsync(broker);
            var client = await broker.ConnectAsync("c", version);
            await client.SubscribeAsync("t", qos);
            await client.PublishAsync("t", "x", qos, 1);
            var message = await client.ReadAsync();
            if (message.Type != 3) message = await client.ReadAsync(3);
            else await client.ReadAsync(qos == 1 ? 4 : 5);
            await client.SendAsync(Packet.Ack(type, message.PacketId));
            await client.ExpectDisconnectAsync(0x82);
            await bystander.IsUnharmedAsync();
        }
    }

    [Theory]
    [InlineData(4)] // PUBACK
    [InlineData(7)] // PUBCOMP
    public async Task Q02_An_acknowledgement_of_nothing_is_passed_over(int type)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Ack(type, 77));
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Q03_PUBREL_of_nothing_is_completed()
    {
        await using var broker = await TestBroker.StartAsync();
        var old = await broker.ConnectAsync("a", 4);
        await old.SendAsync(Packet.Ack(6, 77));
        await old.ExpectAsync(0x70, 0x02, 0x00, 0x4D);
        var client = await broker.ConnectAsync("b");
        await client.SendAsync(Packet.Ack(6, 77));
        await client.ExpectAsync(0x70, 0x03, 0x00, 0x4D, 0x92); // 3.7.2.1
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Q04_A_PUBREC_that_refuses_frees_the_identifier_and_the_window()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x21, 0, 1]);
        await client.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishAsync("t", $"{i}", 2, i);
        for (var i = 1; i <= 3; i++)
        {
            var message = await client.ReadAsync(3);
            Assert.Equal($"{i}", message.Payload);
            await client.SendAsync(Packet.Ack(5, message.PacketId, 0x97)); // [MQTT-4.4.0-2]
        }

        await client.ExpectNothingAsync(); // no PUBREL
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.InflightCurrent);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Q05_A_QoS_2_message_that_comes_three_times_is_delivered_once_and_acknowledged_three_times(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 0);
        var client = await broker.ConnectAsync("c", version);
        await client.PublishAsync("t", "first", 2, 7);
        await client.PublishAsync("t", "changed", 2, 7);
        await client.PublishAsync("t", "changed again", 2, 7, dup: true);
        for (var i = 0; i < 3; i++) await client.ExpectAsync(0x50, 0x02, 0x00, 0x07); // [MQTT-4.3.3-10]
        Assert.Equal("first", (await subscriber.ReadAsync(3)).Payload);
        await subscriber.ExpectNothingAsync();
        await client.SendAsync(Packet.Ack(6, 7));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x07);
        await client.PublishAsync("t", "second", 2, 7); // released: a new message
        Assert.Equal("second", (await subscriber.ReadAsync(3)).Payload);
    }

    [Fact]
    public async Task Q06_QoS_2_messages_that_are_never_released_are_bounded()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        foreach (var version in new[] { 4, 5 })
        {
            var client = await broker.ConnectAsync("c", version);
            for (var id = 1; id <= 100; id++)
            {
                await client.PublishAsync("t", "x", 2, id);
                await client.ReadAsync(5);
            }

            await client.PublishAsync("t", "x", 2, 101);
            await client.ExpectDisconnectAsync(0x93);
        }

        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task Q06_The_bound_holds_over_reconnects()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
            for (var i = 1; i <= 50; i++)
            {
                var id = (round * 50) + i;
                await client.PublishAsync("t", "x", 2, id);
                Assert.Equal(id > 100 ? 0x97 : 0x10, (await client.ReadAsync(5)).ReasonCode);
            }

            await client.DropAsync();
        }
    }

    [Fact]
    public async Task Q07_With_all_65535_identifiers_in_flight_the_next_message_waits()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxInflight = 65_535, MaxQueuedMessages = 70_000 });
        var bystander = await Bystander.JoinAsync(broker);
        var subscriber = await broker.ConnectAsync("s", 4);
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p", 4);
        byte[] hundred = [.. Enumerable.Repeat(Packet.Publish("t", [0x78], 1, 1, version: 4), 255).SelectMany(p => p)];
        for (var i = 0; i < 257; i++) // 257 times 255 are 65 535
        {
            await publisher.SendAsync(hundred);
            for (var n = 1; n <= 255; n++)
            {
                var id = (i * 255) + n;
                await subscriber.ExpectAsync(0x32, 0x06, 0x00, 0x01, 0x74, (byte)(id >> 8), (byte)id, 0x78);
            }

            for (var n = 0; n < 255; n++) await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        }

        await publisher.PublishAsync("t", "y", 1, 1);
        await subscriber.ExpectNothingAsync();
        await subscriber.SendAsync(Packet.Ack(4, 500));
        await subscriber.ExpectAsync(0x32, 0x06, 0x00, 0x01, 0x74, 0x01, 0xF4, 0x79); // the one identifier that is free
        await bystander.IsUnharmedAsync();
    }

    [Fact]
    public async Task Q14_A_publisher_that_takes_no_PUBACK_is_not_read_from()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var publisher = await broker.ConnectAsync("p", 4, buffer: 4096);
        byte[] hundred = [.. Enumerable.Repeat(Packet.Publish("t", [], 1, 1, version: 4), 100).SelectMany(p => p)];
        var connection = broker.Server.Engine.Connections.All.Single(c => c.ClientId == "p");
        for (var i = 0; i < 500; i++) await publisher.SendAsync(hundred);
        Assert.InRange(connection.Outbox.Length, 64 * 1024, (64 * 1024) + 400); // 200 000 bytes of PUBACK would be due
        await bystander.IsUnharmedAsync();
        for (var i = 0; i < 50_000; i++) await publisher.ExpectAsync(0x40, 0x02, 0x00, 0x01);
        await publisher.ExpectNothingAsync();
        await bystander.IsUnharmedAsync();
    }
}
