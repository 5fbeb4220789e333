using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>1.5.3 UTF-8 encoded strings.</summary>
public sealed class Section_1_5 : BrokerTest
{
    public static TheoryData<int, string> IllFormedPackets => Exchanges.Both(
        "30 05 0003 ED A0 80", // PUBLISH, the topic name is a surrogate, U+D800
        "30 05 0003 ED BF BF", // and U+DFFF
        "30 04 0002 C0 80", // an over-long form of U+0000
        "30 04 0002 61 C3", // a sequence that is cut short
        "30 06 0004 F4 90 80 80", // beyond U+10FFFF
        "32 07 0003 61 FF 62 0001", // with QoS 1
        "82 08 0001 0003 ED A0 80 00", // SUBSCRIBE
        "82 09 0001 0001 61 00 0001 FF 00", // the second filter only
        "A2 07 0001 0003 ED A0 80"); // UNSUBSCRIBE

    public static TheoryData<int, string> NullPackets => Exchanges.Both(
        "30 05 0003 61 00 62", // PUBLISH to "a\0b"
        "82 08 0001 0003 61 00 62 00", // SUBSCRIBE
        "A2 07 0001 0003 61 00 62"); // UNSUBSCRIBE

    [Theory]
    [MemberData(nameof(IllFormedPackets))]
    [Mqtt311("MQTT-1.5.3-1")]
    public async Task Ill_formed_utf8_closes_the_connection_and_is_not_delivered(int version, string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("ED A0 80")]
    [InlineData("61 C3")]
    [InlineData("61 00 62")]
    [Mqtt311("MQTT-1.5.3-1")]
    [Mqtt311("MQTT-1.5.3-2")]
    public async Task A_connect_with_an_ill_formed_string_closes_without_an_answer(string text)
    {
        var broker = await StartAsync();
        var bad = Packet.Binary(Hex(text));
        byte[] header = [.. Packet.Utf8("MQTT"), 4];
        await broker.ExpectNoAnswerAsync(Packet.Of(0x10, header, [0x02, 0, 0], bad)); // Client Identifier
        await broker.ExpectNoAnswerAsync(Packet.Of(0x10, header, [0x06, 0, 0], Packet.Utf8("c"), bad, Packet.Utf8(""))); // Will Topic
        await broker.ExpectNoAnswerAsync(Packet.Of(0x10, header, [0x82, 0, 0], Packet.Utf8("c"), bad)); // User Name
    }

    [Theory]
    [MemberData(nameof(NullPackets))]
    [Mqtt311("MQTT-1.5.3-2")]
    public async Task The_null_character_in_a_string_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-1.5.3-3")]
    public async Task A_byte_order_mark_is_a_character_like_any_other(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        // SUBSCRIBE to U+FEFF "a" and to "a": two filters
        await client.SendHexAsync("82 0D 0001 0004 EF BB BF 61 00 0001 61 01");
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x00, 0x01);
        await client.SendHexAsync("30 07 0004 EF BB BF 61 78");
        await client.ExpectAsync(0x30, 0x07, 0x00, 0x04, 0xEF, 0xBB, 0xBF, 0x61, 0x78); // byte for byte, at the QoS of the first filter
        await client.ExpectNothingAsync();
    }
}
