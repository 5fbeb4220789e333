using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F06 and F23: packets that are cut where they must not be, split where they may be, and many at once.</summary>
public sealed class FragmentTests
{
    [Theory]
    [InlineData("32 07 00 03 61 2F 62 00 01")]       // PUBLISH QoS 1 up to its Packet Identifier, properties missing
    [InlineData("82 09 00 01 00 00 03 61 2F 62 01")] // SUBSCRIBE
    [InlineData("A2 08 00 01 00 00 03 61 2F 62")]    // UNSUBSCRIBE
    public async Task F06_A_body_that_is_cut_at_any_byte_is_an_error(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var packet = Refusal.Bytes(hex);
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
}
