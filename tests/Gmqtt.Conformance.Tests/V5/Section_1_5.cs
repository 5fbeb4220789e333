using System.Text;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>1.5 Data representation.</summary>
public sealed class Section_1_5 : BrokerTest
{
    // Every place where a client's packet carries a UTF-8 Encoded String or half of a pair; the text is put there as it is.
    private static readonly Dictionary<string, Func<byte[], byte[]>> InConnect = new()
    {
        ["Client Identifier"] = text => Packet.Of(0x10, Hex("00 04 4D 51 54 54 05 02 00 00 00"), Packet.Binary(text)),
        ["CONNECT User Property name"] = text => Packet.Connect("c", properties: [0x26, .. Packet.Binary(text), 0, 0]),
        ["CONNECT User Property value"] = text => Packet.Connect("c", properties: [0x26, 0, 0, .. Packet.Binary(text)]),
        ["Authentication Method"] = text => Packet.Connect("c", properties: [0x15, .. Packet.Binary(text)]),
        ["Will Topic"] = text => Packet.ConnectWith("c", 5, 0x06, 0, [], [0], Packet.Binary(text), [0, 0]),
        ["Will Content Type"] = text => Packet.ConnectWithWill("c", "w", "", willProperties: [0x03, .. Packet.Binary(text)]),
        ["Will Response Topic"] = text => Packet.ConnectWithWill("c", "w", "", willProperties: [0x08, .. Packet.Binary(text)]),
        ["Will User Property name"] = text => Packet.ConnectWithWill("c", "w", "", willProperties: [0x26, .. Packet.Binary(text), 0, 0]),
        ["Will User Property value"] = text => Packet.ConnectWithWill("c", "w", "", willProperties: [0x26, 0, 0, .. Packet.Binary(text)]),
        ["User Name"] = text => Packet.ConnectWith("c", 5, 0x82, 0, [], Packet.Binary(text)),
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> WhenConnected = new()
    {
        ["Topic Name"] = text => Packet.Of(0x30, Packet.Binary(text), [0]),
        ["Response Topic"] = text => Packet.Publish("t", [], properties: [0x08, .. Packet.Binary(text)]),
        ["Content Type"] = text => Packet.Publish("t", [], properties: [0x03, .. Packet.Binary(text)]),
        ["PUBLISH User Property name"] = text => Packet.Publish("t", [], properties: [0x26, .. Packet.Binary(text), 0, 0]),
        ["PUBLISH User Property value"] = text => Packet.Publish("t", [], properties: [0x26, 0, 0, .. Packet.Binary(text)]),
        ["SUBSCRIBE Topic Filter"] = text => Packet.Of(0x82, [0, 1, 0], Packet.Binary(text), [0]),
        ["SUBSCRIBE User Property value"] = text => Packet.Subscribe(1, 5, [0x26, 0, 0, .. Packet.Binary(text)], ("t", 0)),
        ["UNSUBSCRIBE Topic Filter"] = text => Packet.Of(0xA2, [0, 1, 0], Packet.Binary(text)),
        ["PUBACK Reason String"] = text => Packet.Of(0x40, [0, 1, 0x80], Packet.Props(5, [0x1F, .. Packet.Binary(text)])),
        ["PUBREL User Property value"] = text => Packet.Of(0x62, [0, 1, 0x92], Packet.Props(5, [0x26, 0, 0, .. Packet.Binary(text)])),
        ["DISCONNECT Reason String"] = text => Packet.Of(0xE0, [0], Packet.Props(5, [0x1F, .. Packet.Binary(text)])),
    };

    // Table 3-7 of Unicode 5.2 and RFC 3629 say what is well formed; each of these is not.
    private static readonly string[] IllFormed =
    [
        "ED A0 80", // U+D800, the first surrogate
        "ED BF BF", // U+DFFF, the last one
        "ED A0 BD ED B8 80", // U+1F600 as two surrogates (CESU-8)
        "C0 80", // U+0000 in two bytes
        "E0 80 AF", // '/' in three bytes
        "F0 80 80 AF", // '/' in four bytes
        "61 80", // a continuation byte with nothing to continue
        "61 C3", // a sequence that is cut short
        "F4 90 80 80", // above U+10FFFF
        "FF",
    ];

    public static TheoryData<string, string> IllFormedInConnect => Cross(InConnect.Keys, IllFormed);

    public static TheoryData<string, string> IllFormedWhenConnected => Cross(WhenConnected.Keys, IllFormed);

    public static TheoryData<string> PlacesInConnect => [.. InConnect.Keys];

    public static TheoryData<string> PlacesWhenConnected => [.. WhenConnected.Keys];

    [Theory]
    [MemberData(nameof(IllFormedInConnect))]
    [Mqtt5("MQTT-1.5.4-1")]
    [Mqtt5("MQTT-1.5.7-1")]
    public async Task Ill_formed_utf8_in_a_connect_is_refused_with_0x81(string place, string bytes)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(InConnect[place](Hex(bytes)), 0x81);
    }

    [Theory]
    [MemberData(nameof(IllFormedWhenConnected))]
    [Mqtt5("MQTT-1.5.4-1")]
    [Mqtt5("MQTT-1.5.7-1")]
    public async Task Ill_formed_utf8_in_a_later_packet_closes_with_0x81(string place, string bytes)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(WhenConnected[place](Hex(bytes)));
        await client.ExpectDisconnectAsync(0x81);
    }

    [Theory]
    [MemberData(nameof(PlacesInConnect))]
    [Mqtt5("MQTT-1.5.4-2")]
    [Mqtt5("MQTT-1.5.7-1")]
    public async Task U0000_in_a_connect_is_refused_with_0x81(string place)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(InConnect[place](Hex("61 00 62")), 0x81);
    }

    [Theory]
    [MemberData(nameof(PlacesWhenConnected))]
    [Mqtt5("MQTT-1.5.4-2")]
    [Mqtt5("MQTT-1.5.7-1")]
    public async Task U0000_in_a_later_packet_closes_with_0x81(string place)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(WhenConnected[place](Hex("61 00 62")));
        await client.ExpectDisconnectAsync(0x81);
    }

    [Fact]
    [Mqtt5("MQTT-1.5.4-2")]
    public async Task U0000_in_the_words_of_a_plugin_is_not_sent_to_the_client()
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnMsgArrived = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.NotAuthorized, "a\0b", [new UserProperty("k\0", "v\0")]);
                return default;
            },
        });
        var client = await broker.ConnectAsync("c");
        var pubAck = await client.PublishQoS1Async("t", "");
        Assert.Equal(0x87, pubAck.ReasonCode);
        Assert.DoesNotContain('\0', pubAck.Text(0x1F) ?? "");
        Assert.DoesNotContain(pubAck.UserProperties, pair => pair.Name.Contains('\0') || pair.Value.Contains('\0'));
    }

    [Theory]
    [InlineData("ascii")]
    [InlineData("ä/ñ")] // two bytes a character
    [InlineData("水/\uFFFD")] // three bytes, and the replacement character, which is a character like any other
    [InlineData("\uD834\uDD1E/x")] // U+1D11E, four bytes
    [InlineData("a\u0301/\u00E1")] // decomposed and composed: not made equal
    [Mqtt5("MQTT-1.5.4-1")]
    public async Task Well_formed_text_is_relayed_byte_by_byte(string text)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        var publisher = await broker.ConnectAsync("p");
        await subscriber.SubscribeAsync("#");
        byte[] properties = [0x03, .. Packet.Utf8(text), 0x08, .. Packet.Utf8(text), .. Packet.UserProperty(text, text)];
        var publish = Packet.Publish(text, Encoding.UTF8.GetBytes(text), properties: properties);
        await publisher.SendAsync(publish);
        await subscriber.ExpectAsync(publish);
    }

    [Fact]
    [Mqtt5("MQTT-1.5.4-3")]
    public async Task Ufeff_is_a_character_of_the_topic_and_not_stripped()
    {
        var broker = await StartAsync();
        var with = await broker.ConnectAsync("with");
        var without = await broker.ConnectAsync("without");
        var publisher = await broker.ConnectAsync("p");
        await with.SubscribeAsync("\uFEFFtopic");
        await without.SubscribeAsync("topic");

        // PUBLISH QoS 0, Remaining Length 11, topic of eight bytes: EF BB BF "topic", no properties, no payload
        var publish = Hex("30 0B 00 08 EF BB BF 74 6F 70 69 63 00");
        await publisher.SendAsync(publish);
        await with.ExpectAsync(publish);
        await without.ExpectNothingAsync();

        await publisher.PublishAsync("topic");
        await without.ExpectPublishAsync("topic", "");
        await with.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-1.5.4-3")]
    public async Task Ufeff_makes_a_client_identifier_another_one()
    {
        var broker = await StartAsync();
        var plain = await broker.ConnectAsync("c");
        var marked = await broker.ConnectAsync("\uFEFFc");
        await plain.ExpectNothingAsync();
        await marked.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("Remaining Length", "10 8E 00 00 04 4D 51 54 54 05 02 00 00 00 00 01 63")] // 14 in two bytes: the connection is closed at the fixed header
    [InlineData("Remaining Length of five bytes", "10 FF FF FF FF 01")]
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task A_remaining_length_that_is_not_minimal_closes_before_the_connect_is_read(string what, string connect)
    {
        Assert.NotEmpty(what);
        var broker = await StartAsync();
        var client = broker.Open();
        await client.SendHexAsync(connect);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("10 0F 00 04 4D 51 54 54 05 02 00 00 80 00 00 01 63")] // Property Length 0 in two bytes
    [InlineData("10 14 00 04 4D 51 54 54 05 02 00 00 06 91 00 00 00 00 00 00 01 63")] // property identifier 0x11 in two bytes
    [InlineData("10 16 00 04 4D 51 54 54 05 06 00 00 00 00 01 63 80 00 00 01 77 00 01 78")] // Property Length of the will in two bytes
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task A_length_that_is_not_minimal_inside_a_connect_is_refused_with_0x81(string connect)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Hex(connect), 0x81);
    }

    [Theory]
    [InlineData("C0 80 00")] // PINGREQ
    [InlineData("30 84 00 00 01 74 00")] // PUBLISH: Remaining Length 4 in two bytes
    [InlineData("30 05 00 01 74 80 00")] // PUBLISH: Property Length 0 in two bytes
    [InlineData("82 0A 00 01 03 0B 81 00 00 01 74 00")] // SUBSCRIBE: Subscription Identifier 1 in two bytes
    [InlineData("30 FF FF FF FF 01")] // five bytes
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task A_variable_byte_integer_that_is_not_minimal_closes_with_0x81(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
    }

    [Theory]
    [InlineData(0x7F, "7F")]
    [InlineData(0x80, "80 01")]
    [InlineData(0x3FFF, "FF 7F")]
    [InlineData(0x4000, "80 80 01")]
    [InlineData(0x1FFFFF, "FF FF 7F")]
    [InlineData(0x200000, "80 80 80 01")]
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task The_broker_writes_remaining_length_in_the_fewest_bytes(int length, string coded)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxPacketSize = 4_000_000 });
        var subscriber = await broker.ConnectAsync("s");
        var publisher = await broker.ConnectAsync("p");
        await subscriber.SubscribeAsync("t");
        byte[] publish = [0x30, .. Hex(coded), 0, 1, (byte)'t', 0, .. new byte[length - 4]];
        await publisher.SendAsync(publish);
        await subscriber.ExpectAsync(publish);
    }

    [Theory]
    [InlineData(0x7F, "7F")]
    [InlineData(0x80, "80 01")]
    [InlineData(0x3FFF, "FF 7F")]
    [InlineData(0x4000, "80 80 01")]
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task The_broker_writes_property_length_in_the_fewest_bytes(int length, string coded)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        var publisher = await broker.ConnectAsync("p");
        await subscriber.SubscribeAsync("t");
        // Correlation Data (0x09) fills the block: identifier, two bytes of length, data.
        byte[] properties = [0x09, .. Packet.Binary(new byte[length - 3])];
        var publish = Packet.Of(0x30, [0, 1, (byte)'t'], Hex(coded), properties);
        await publisher.SendAsync(publish);
        await subscriber.ExpectAsync(publish);
    }

    [Theory]
    [InlineData(0x7F, "7F")]
    [InlineData(0x80, "80 01")]
    [InlineData(268_435_455, "FF FF FF 7F")]
    [Mqtt5("MQTT-1.5.5-1")]
    public async Task The_broker_writes_a_subscription_identifier_in_the_fewest_bytes(int id, string coded)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", properties: [0x0B, .. Packet.VarInt(id)]);
        await client.PublishAsync("t");
        byte[] property = [0x0B, .. Hex(coded)];
        await client.ExpectAsync(Packet.Of(0x30, [0, 1, (byte)'t', (byte)property.Length], property));
    }

    private static TheoryData<string, string> Cross(IEnumerable<string> places, string[] texts)
    {
        var data = new TheoryData<string, string>();
        foreach (var place in places)
        {
            foreach (var text in texts) data.Add(place, text);
        }

        return data;
    }
}
