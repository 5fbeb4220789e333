using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F06, F21, F22 and F23: packets that come in pieces, many at once, or not to their end.</summary>
public sealed class FragmentTests
{
    public static TheoryData<string> Packets =>
    [
        "30 07 00 03 61 2F 62 00 78",             // PUBLISH QoS 0
        "32 09 00 03 61 2F 62 00 01 00 78",       // PUBLISH QoS 1
        "82 09 00 01 00 00 03 61 2F 62 01",       // SUBSCRIBE
        "A2 08 00 01 00 00 03 61 2F 62",          // UNSUBSCRIBE
        "40 04 00 01 00 00",                      // PUBACK
        "62 04 00 01 00 00",                      // PUBREL
        "E0 02 04 00",                            // DISCONNECT
    ];

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task F06_A_packet_that_ends_early_with_the_connection_harms_nobody(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var packet = Attack.Hex(hex);
        for (var length = 1; length < packet.Length; length++)
        {
            var client = await broker.ConnectAsync("c");
            await client.SendAsync(packet[..length]);
            await client.HalfCloseAsync();
            await client.ExpectClosedAsync();
            await client.EndedAsync();
        }

        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData("32 07 00 03 61 2F 62 00 01")]       // PUBLISH QoS 1 up to its Packet Identifier, properties missing
    [InlineData("82 09 00 01 00 00 03 61 2F 62 01")] // SUBSCRIBE
    [InlineData("A2 08 00 01 00 00 03 61 2F 62")]    // UNSUBSCRIBE
    public async Task F06_A_body_that_is_cut_at_any_byte_is_an_error(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var packet = Attack.Hex(hex);
        for (var length = 0; length < packet.Length - 2; length++)
        {
            var client = await broker.ConnectAsync("c");
            await client.SendAsync([packet[0], (byte)length, .. packet.AsSpan(2, length)]);
            var goodbye = await client.ReadAsync(14);
            Assert.True(goodbye.ReasonCode is 0x81 or 0x82, $"cut to {length}: {goodbye}");
            await client.ExpectClosedAsync();
        }

        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F06_A_CONNECT_that_is_cut_at_any_byte_lets_nobody_in(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var connect = Packet.ConnectWith("client", version, 0xC6, 0, null, Packet.Props(version, []), Packet.Utf8("w"), Packet.Utf8("x"), Packet.Utf8("user"), Packet.Utf8("pw"));
        for (var length = 0; length < connect.Length - 2; length++)
        {
            var client = broker.Open();
            client.Version = version;
            await client.SendAsync([connect[0], (byte)length, .. connect.AsSpan(2, length)]);
            if (version == 5 && length > 6) Assert.Equal(0x81, (await client.ReadAsync(2)).ReasonCode);
            await client.ExpectClosedAsync();
        }

        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F21_What_came_before_a_half_close_is_done_and_acknowledged_and_the_will_is_published(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#");
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone", version));
        await client.ReadAsync(2);
        await client.PublishAsync("t", "last", qos: 1, packetId: 9);
        await client.HalfCloseAsync();
        Assert.Equal(9, (await client.ReadAsync(4)).PacketId);
        await client.ExpectClosedAsync();
        Assert.Equal("last", (await watcher.ReadAsync(3)).Payload);
        Assert.Equal(("will", "gone"), Described(await watcher.ReadAsync(3)));
        await watcher.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task F22_A_connection_that_is_cut_in_the_middle_of_a_write_is_no_fault()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxQueuedMessages = 50 });
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", buffer: 1024);
        await client.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p");
        for (var i = 0; i < 200; i++) await publisher.SendAsync(Packet.Publish("t", new byte[10_000]));
        await client.DropAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().Messages.QueuedCurrent);
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F23_A_thousand_PINGREQ_in_one_segment_get_a_thousand_answers(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync([.. Enumerable.Repeat<byte[]>([0xC0, 0x00], 1000).SelectMany(p => p)]);
        await client.ExpectAsync([.. Enumerable.Repeat<byte[]>([0xD0, 0x00], 1000).SelectMany(p => p)]);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task F23_Four_thousand_messages_in_one_segment_are_four_thousand_messages()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", 4);
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync("p", 4);
        var message = Packet.Publish("t", [0x78], version: 4);
        byte[] all = [.. Enumerable.Repeat(message, 4000).SelectMany(p => p)];
        await publisher.SendAsync(all);
        await subscriber.ExpectAsync(all); // the same bytes: nothing in them changes on the way
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F23_A_conversation_that_is_split_at_any_byte_is_answered_as_if_it_were_not(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] talk =
        [
            .. Packet.Connect("c", version), .. Packet.Subscribe(1, version, [], ("t", 1)), .. Packet.Publish("t", Encoding.UTF8.GetBytes("x"), 1, 2, version: version),
            .. Packet.Unsubscribe(3, version, "t"), 0xC0, 0x00,
        ];
        var expected = await AnswerAsync(broker, version, [talk]);
        for (var at = 1; at < talk.Length; at++) Assert.Equal(expected, await AnswerAsync(broker, version, [talk[..at], talk[at..]]));
        Assert.Equal(expected, await AnswerAsync(broker, version, [.. talk.Select(b => new[] { b })]));
        Assert.Empty(broker.Log.Errors);
    }

    private static async Task<string> AnswerAsync(TestBroker broker, int version, byte[][] pieces)
    {
        var client = broker.Open();
        client.Version = version;
        foreach (var piece in pieces) await client.SendAsync(piece);
        var answer = new List<string>();
        ReceivedPacket packet;
        do
        {
            packet = await client.ReadAsync();
            answer.Add(packet.ToString());
        }
        while (packet.Type != 13);
        await client.DropAsync();
        return string.Join('\n', answer.Order(StringComparer.Ordinal)); // a delivery may overtake an acknowledgement
    }

    private static (string Topic, string Payload) Described(ReceivedPacket packet) => (packet.Topic, packet.Payload);
}
