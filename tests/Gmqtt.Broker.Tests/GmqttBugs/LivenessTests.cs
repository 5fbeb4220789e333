using Gmqtt.Hooks;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.GmqttBugs;

/// <summary>What made gmqtt hang, leak or die (its faults W1 to W10) is not true of this broker.</summary>
public sealed class LivenessTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task W1_Packets_behind_a_DISCONNECT_block_nothing_and_the_client_id_can_connect_again(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("c", version);
        // DISCONNECT, and twenty PINGREQs behind it: more than gmqtt's channel of eight could hold.
        await first.SendAsync([0xE0, 0x00, .. Enumerable.Repeat<byte[]>([0xC0, 0x00], 20).SelectMany(p => p)]);
        await first.ExpectClosedAsync(); // [MQTT-3.14.4-2] and nothing behind the DISCONNECT is answered

        var second = await broker.ConnectAsync("c", version);
        await second.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task W1_Packets_behind_a_protocol_error_block_nothing_and_the_broker_can_stop(int version)
    {
        var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", version);
        // PUBLISH with QoS 3 (3.3.1.2), and twenty PINGREQs behind it.
        await client.SendAsync([0x36, 0x03, 0x00, 0x01, 0x61, .. Enumerable.Repeat<byte[]>([0xC0, 0x00], 20).SelectMany(p => p)]);
        await client.ExpectDisconnectAsync(0x81);
        await broker.DisposeAsync(); // fails when the stop takes longer than its patience
        Assert.Equal(0, broker.Server.ConnectionCount);
    }

    [Fact]
    public async Task W2_A_connection_without_CONNECT_is_closed_at_the_deadline()
    {
        await using var broker = await TestBroker.StartAsync();
        var silent = broker.Open();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10.2));
        await silent.ExpectClosedAsync();
        await silent.EndedAsync();
        Assert.Equal(0, broker.Server.ConnectionCount);
    }

    [Fact]
    public async Task W2_A_connection_that_begins_with_another_packet_is_closed_at_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var stranger = broker.Open();
        await stranger.SendAsync(0xC0, 0x00); // PINGREQ
        await stranger.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 0x87)]
    public async Task W2_A_client_that_is_refused_gets_its_CONNACK_and_is_closed(int version, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { AllowAnonymous = false });
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.Connect("c", version));
        Assert.Equal(code, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
        await client.EndedAsync();
        Assert.Equal(0, broker.Server.ConnectionCount);
    }

    [Fact]
    public async Task W3_A_hook_that_waits_for_one_client_holds_up_nobody_else()
    {
        var gate = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnMsgArrived = next => async (client, request, ct) =>
                {
                    if (client.ClientId == "slow") await gate.Task;
                    await next(client, request, ct);
                },
            });
        var slow = await broker.ConnectAsync("slow");
        await slow.PublishAsync("t", "waits", qos: 1, packetId: 1);

        var bystander = await Bystander.JoinAsync(broker); // connects, subscribes and publishes meanwhile
        await bystander.IsUnharmedAsync();
        gate.SetResult();
        await slow.ExpectAsync(0x40, 0x03, 0x00, 0x01, 0x10); // PUBACK, nobody subscribes
    }

    [Fact]
    public async Task W4_The_reason_of_a_takeover_arrives_a_hundred_times_of_a_hundred()
    {
        await using var broker = await TestBroker.StartAsync();
        var current = await broker.ConnectAsync("c");
        for (var i = 0; i < 100; i++)
        {
            var next = await broker.ConnectAsync("c");
            await current.ExpectDisconnectAsync(0x8E);
            current = next;
        }
    }

    [Fact]
    public async Task W4_The_reason_of_a_protocol_error_arrives_a_hundred_times_of_a_hundred()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            var client = await broker.ConnectAsync("c");
            await client.SendAsync(0x36, 0x03, 0x00, 0x01, 0x61); // PUBLISH with QoS 3
            await client.ExpectDisconnectAsync(0x81);
        }
    }

    [Theory]
    [InlineData("10 FF FF FF 7F 00 04 4D 51")] // CONNECT of 256 MiB
    [InlineData("10 81 80 04")]                 // CONNECT of 64 KiB and a byte
    public async Task W5_A_stranger_who_announces_a_large_CONNECT_is_closed_at_the_header(string header)
    {
        await using var broker = await TestBroker.StartAsync();
        var before = GC.GetTotalAllocatedBytes();
        var client = broker.Open();
        await client.SendHexAsync(header);
        await client.ExpectClosedAsync();
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 8_000_000);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task W5_A_packet_above_the_limit_is_refused_at_its_header_in_every_version(int version)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxPacketSize = 1000 });
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(0x30, 0xE6, 0x07); // PUBLISH, Remaining Length 998: 1001 bytes in all; no byte of the body follows
        await client.ExpectDisconnectAsync(0x95);
    }

    [Fact]
    public async Task W6_A_full_queue_of_an_offline_client_with_a_PUBREL_in_flight_does_not_hurt_the_publisher()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxQueuedMessages = 3, MaxInflight = 1, InflightExpiry = TimeSpan.FromSeconds(1) });
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await broker.ConnectAsync("p", 4);
        await publisher.PublishAsync("t", "0", qos: 1, packetId: 99);
        await publisher.ExpectAsync(0x40, 0x02, 0x00, 99);
        var held = await subscriber.ReadAsync(3);
        Assert.Equal(1, held.QoS);
        await subscriber.SendAsync(Packet.Ack(4, held.PacketId));
        await SendQoS2Async(publisher, "t", 100);
        var second = await subscriber.ReadAsync(3);
        await subscriber.SendAsync(Packet.Ack(5, second.PacketId)); // PUBREC
        await subscriber.ReadAsync(6); // PUBREL, never answered
        await subscriber.DropAsync();

        await broker.AdvanceAsync(TimeSpan.FromSeconds(5)); // the message in flight is overdue
        for (var i = 1; i <= 10; i++)
        {
            await publisher.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await publisher.ExpectAsync(0x40, 0x02, 0x00, (byte)i);
        }

        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task W6_A_query_for_half_a_shared_filter_finds_nothing_and_harms_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("$share/x/t");
        Assert.Empty(broker.Services.SubscriptionService.Find(new SubscriptionQuery { FullTopicFilter = "$share/x" }));
        Assert.Single(broker.Services.SubscriptionService.Find(new SubscriptionQuery { FullTopicFilter = "$share/x/t" }));
    }

    [Fact]
    public async Task W7_A_packet_whose_last_byte_comes_alone_is_whole()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        var packet = Packet.Publish("t", new byte[1018]); // 1025 bytes, the size at which gmqtt's WebSocket reader lost one
        Assert.Equal(1025, packet.Length);
        await publisher.SendAsync(packet[..1024]);
        await publisher.SendAsync(packet[1024..]);
        Assert.Equal(1018, (await subscriber.ReadAsync(3)).PayloadBytes.Length);
        await publisher.ExpectNothingAsync();
    }

    [Fact]
    public async Task W8_A_slow_OnAccept_does_not_keep_others_from_connecting()
    {
        var gate = new TaskCompletionSource();
        var first = true;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnAccept = next => async (request, ct) =>
                {
                    if (first)
                    {
                        first = false;
                        await gate.Task;
                    }

                    return await next(request, ct);
                },
            });
        var slow = broker.Open();
        await slow.SendAsync(Packet.Connect("slow"));
        var bystander = await Bystander.JoinAsync(broker);
        await bystander.IsUnharmedAsync();
        gate.SetResult();
        Assert.Equal(0, (await slow.ReadAsync(2)).ReasonCode);
    }

    [Fact]
    public async Task W10_A_fast_publisher_of_QoS_0_loses_nothing_to_a_subscriber_that_reads()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", buffer: 4096);
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        var publish = Task.Run(async () =>
        {
            for (var i = 0; i < 10_000; i++) await publisher.PublishAsync("t", $"{i}");
        });
        for (var i = 0; i < 10_000; i++) Assert.Equal($"{i}", (await subscriber.ReadAsync(3)).Payload);
        await publish;
    }

    private static async Task SendQoS2Async(RawClient publisher, string topic, int packetId)
    {
        await publisher.PublishAsync(topic, "two", qos: 2, packetId: packetId);
        await publisher.ReadAsync(5); // PUBREC
        await publisher.SendAsync(Packet.Ack(6, packetId)); // PUBREL
        await publisher.ReadAsync(7); // PUBCOMP
    }
}
