using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>U01 to U06: strings that are not UTF-8, and strings that look as if they were not.</summary>
public sealed class Utf8Tests
{
    public static TheoryData<string> NotUtf8 =>
    [
        "C0 AF",       // U01 "/" in two bytes
        "E0 80 AF",    // U01 "/" in three
        "F4 90 80 80", // U01 above U+10FFFF
        "80",          // U01 a continuation of nothing
        "61 E2 82",    // U01 cut short
        "ED A0 80",    // U02 the first surrogate [MQTT-1.5.4-1]
        "ED BF BF",    // U02 the last
        "61 00 62",    // U03 U+0000 [MQTT-1.5.4-2]
    ];

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task U01_U02_U03_Bytes_that_are_not_UTF_8_end_the_connection_wherever_they_stand(string hex)
    {
        var text = Packet.Binary(Refusal.Bytes(hex));
        byte[] property = [0x26, .. text, .. Packet.Utf8("value")];
        byte[] responseTopic = [0x08, .. text];
        byte[] contentType = [0x03, .. text];
        byte[] reason = [0x1F, .. text];
        byte[][] packets =
        [
            Packet.Of(0x30, text, [0]),
            Packet.Of(0x82, Packet.U16(1), [0], text, [0]),
            Packet.Of(0xA2, Packet.U16(1), [0], text),
            Packet.Publish("t", [], properties: property),
            Packet.Publish("t", [], properties: responseTopic),
            Packet.Publish("t", [], properties: contentType),
            Packet.Of(0x40, Packet.U16(1), [0], Packet.Props(5, reason)),
            Packet.Disconnect(5, 0, reason),
        ];
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        foreach (var packet in packets)
        {
            var client = await broker.ConnectAsync("c");
            await client.SendAsync(packet);
            await client.ExpectDisconnectAsync(0x81);
        }

        foreach (var packet in new[] { Packet.Of(0x30, text), Packet.Of(0x82, Packet.U16(1), text, [0]), Packet.Of(0xA2, Packet.U16(1), text) })
        {
            var client = await broker.ConnectAsync("c", 4);
            await client.SendAsync(packet);
            await client.ExpectDisconnectAsync(0);
        }

        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task U01_U02_U03_Bytes_that_are_not_UTF_8_in_a_CONNECT_let_nobody_in(string hex)
    {
        var text = Packet.Binary(Refusal.Bytes(hex));
        byte[] start = [.. Packet.Utf8("MQTT"), 5];
        byte[][] packets =
        [
            Packet.Of(0x10, start, [0x02, 0, 0, 0], text),                                                         // Client Identifier
            Packet.Of(0x10, start, [0x82, 0, 0, 0], Packet.Utf8("c"), text),                                       // user name
            Packet.Of(0x10, start, [0x06, 0, 0, 0], Packet.Utf8("c"), [0], text, Packet.Utf8("")),                 // Will Topic
            Packet.Of(0x10, start, [0x02, 0, 0], Packet.Props(5, [0x26, .. Packet.Utf8("n"), .. text]), Packet.Utf8("c")),
        ];
        foreach (var packet in packets) await Refusal.OfStrangerAsync(packet, 5, 0x81);
    }

    [Fact]
    public async Task U04_A_byte_order_mark_is_a_character_and_is_never_taken_away()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s", 4);
        await subscriber.SubscribeAsync("\uFEFFa");
        await subscriber.SubscribeAsync("b/+");
        var publisher = await broker.ConnectAsync("p", 4);
        byte[] marked = [0x30, 0x07, 0x00, 0x04, 0xEF, 0xBB, 0xBF, 0x61, 0x78];
        await publisher.PublishAsync("a", "another topic");
        await publisher.SendAsync(marked);
        await subscriber.ExpectAsync(marked); // [MQTT-1.5.4-3]
        byte[] behind = [0x30, 0x08, 0x00, 0x05, 0x62, 0x2F, 0xEF, 0xBB, 0xBF, 0x78];
        await publisher.SendAsync(behind);
        await subscriber.ExpectAsync(behind);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\u001F")]
    [InlineData("\u007F")]
    [InlineData("\u009F")]
    [InlineData("\uFFFE")]
    [InlineData("\U0001FFFF")]
    [InlineData("\U0010FFFE")]
    public async Task U05_Control_characters_and_noncharacters_are_refused_by_default(string text)
    {
        await Refusal.OfConnectedAsync(4, Packet.Publish(text, [], version: 4), 0);
        await Refusal.OfConnectedAsync(5, Packet.Publish(text, []), 0x90);
        await Refusal.OfStrangerAsync(Packet.ConnectWith("c", 5, 0x82, 0, null, Packet.Utf8(text)), 5, 0x86);
        await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", text, ""), 5, 0x90);
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal([0x8F], (await (await broker.ConnectAsync("c")).SubscribeAsync(text)).ReasonCodes);
    }

    [Fact]
    public async Task U05_Control_characters_are_accepted_where_the_configuration_says_so()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { AllowControlCharacters = true } });
        var client = await broker.ConnectAsync("c\u0001");
        Assert.Equal([0x00], (await client.SubscribeAsync("a\u0001b")).ReasonCodes);
        await client.PublishAsync("a\u0001b", "x");
        Assert.Equal("a\u0001b", (await client.ReadAsync(3)).Topic);
    }

    [Fact]
    public async Task U06_No_invalid_topic_turns_into_another_by_replacement()
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("\uFFFD");
        await subscriber.SubscribeAsync("+");
        for (var bad = 0x80; bad < 0x100; bad++)
        {
            var publisher = await broker.ConnectAsync("p");
            await publisher.SendAsync(0x30, 0x04, 0x00, 0x01, (byte)bad, 0x00);
            await publisher.ExpectDisconnectAsync(0x81);
        }

        await subscriber.ExpectNothingAsync();
        var honest = await broker.ConnectAsync("p");
        await honest.SendAsync(Packet.Publish("\uFFFD", Encoding.UTF8.GetBytes("x")));
        Assert.Equal("\uFFFD", (await subscriber.ReadAsync(3)).Topic);
    }
}
