using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.3.2.3 PUBLISH Properties, except Topic Alias.</summary>
public sealed class Section_3_3_Properties : BrokerTest
{
    // Everything that an application may put beside its payload, in no particular order.
    private static readonly byte[] All =
    [
        .. Packet.UserProperty("b", "1"),
        0x03, .. Packet.Utf8("text/plain; charset=utf-8"), // Content Type
        .. Packet.UserProperty("a", "2"),
        0x08, .. Packet.Utf8("answers/ü"), // Response Topic
        0x09, .. Packet.Binary([0x00, 0xFF, 0x00, 0x80]), // Correlation Data
        .. Packet.UserProperty("b", "3"),
        .. Packet.UserProperty("b", "1"),
        .. Packet.UserProperty("", ""),
        0x01, 0x01, // Payload Format Indicator
    ];

    [Theory]
    [InlineData("live")]
    [InlineData("queued")]
    [InlineData("sent again")]
    [InlineData("retained")]
    [InlineData("will")]
    [InlineData("shared")]
    [Mqtt5("MQTT-3.3.2-4")]
    [Mqtt5("MQTT-3.3.2-15")]
    [Mqtt5("MQTT-3.3.2-16")]
    [Mqtt5("MQTT-3.3.2-17")]
    [Mqtt5("MQTT-3.3.2-18")]
    [Mqtt5("MQTT-3.3.2-20")]
    public async Task The_properties_of_the_application_are_passed_on_unaltered(string way)
    {
        var broker = await StartAsync();
        var received = await SendAsync(broker, way, All);
        Assert.Equal(1, received.Number(0x01));
        Assert.Equal("text/plain; charset=utf-8", received.Text(0x03));
        Assert.Equal("answers/ü", received.Text(0x08));
        Assert.Equal([0x00, 0xFF, 0x00, 0x80], received.Properties.Single(p => p.Id == 0x09).Value);
        Assert.Equal([("b", "1"), ("a", "2"), ("b", "3"), ("b", "1"), ("", "")], received.UserProperties);
        Assert.Equal(9, received.Properties.Count);
    }

    [Theory]
    [InlineData("")] // absent is not 0
    [InlineData("01 00")]
    [InlineData("01 01")]
    [Mqtt5("MQTT-3.3.2-4")]
    public async Task The_payload_format_indicator_is_passed_on_as_it_is(string property)
    {
        foreach (var way in new[] { "live", "queued", "sent again", "retained", "will" })
        {
            var broker = await StartAsync();
            var received = await SendAsync(broker, way, Hex(property));
            Assert.Equal(property.Length == 0 ? null : property[^1] - '0', received.Number(0x01));
        }
    }

    [Theory]
    [InlineData("09 00 00")] // empty is not absent
    [InlineData("")]
    [Mqtt5("MQTT-3.3.2-16")]
    public async Task Empty_correlation_data_is_passed_on_as_it_is(string property)
    {
        foreach (var way in new[] { "live", "queued", "sent again", "retained", "will" })
        {
            var broker = await StartAsync();
            var received = await SendAsync(broker, way, Hex(property));
            Assert.Equal(property.Length > 0, received.Has(0x09));
            if (property.Length > 0) Assert.Empty(received.Properties.Single(p => p.Id == 0x09).Value);
        }
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-5")]
    public async Task A_message_that_expired_in_the_queue_is_not_delivered()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("t", "expires", properties: Expiry(1));
        await publisher.PublishQoS1Async("t", "stays", properties: Expiry(30));
        await publisher.PublishQoS1Async("t", "has no limit");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.ExpectPublishAsync("t", "stays");
        Assert.False((await client.ExpectPublishAsync("t", "has no limit")).Has(0x02));
        await client.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-5")]
    public async Task A_message_that_expired_while_it_waited_for_the_window_is_not_delivered()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x21, 0x00, 0x01]); // Receive Maximum 1
        await client.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("t", "1", properties: Expiry(1));
        await publisher.PublishQoS1Async("t", "2", properties: Expiry(1));
        var first = await client.ExpectPublishAsync("t", "1"); // begun in time: this one is completed whenever
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        await client.CompleteAsync(first);
        await client.ExpectNothingAsync();
        await publisher.PublishQoS1Async("t", "3");
        await client.ExpectPublishAsync("t", "3");
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-5")]
    public async Task A_retained_message_that_expired_is_not_delivered()
    {
        var broker = await StartAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("t", "expires", retain: true, properties: Expiry(2));
        var early = await broker.ConnectAsync("early");
        await early.SubscribeAsync("t");
        await early.ExpectPublishAsync("t", "expires");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2.5));
        var late = await broker.ConnectAsync("late");
        await late.SubscribeAsync("t");
        await late.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-6")]
    public async Task A_message_is_delivered_with_what_is_left_of_its_life()
    {
        var broker = await StartAsync();
        var live = await broker.ConnectAsync("live");
        await live.SubscribeAsync("t", 1);
        var away = await broker.ConnectAsync("away", properties: Packet.SessionExpiry(600));
        await away.SubscribeAsync("t", 1);
        await away.DropAsync();
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishQoS1Async("t", "x", retain: true, properties: Expiry(60));
        Assert.Equal(60, (await live.ExpectPublishAsync("t", "x")).Number(0x02));

        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        Assert.InRange((await away.ExpectPublishAsync("t", "x")).Number(0x02)!.Value, 56, 57);
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync("t");
        Assert.InRange((await later.ExpectPublishAsync("t", "x")).Number(0x02)!.Value, 56, 57);

        await away.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        Assert.InRange((await away.ExpectPublishAsync("t", "x")).Number(0x02)!.Value, 45, 47); // sent again: less by then
    }

    [Theory]
    [InlineData("08 00 03 ED A0 80")] // not UTF-8
    [InlineData("08 00 02 74 00")] // U+0000
    [InlineData("08 00 05 74")] // cut short
    [Mqtt5("MQTT-3.3.2-13")]
    public async Task A_response_topic_that_is_not_utf8_closes_with_0x81(string properties)
        => await ExpectClosedByAsync(properties, 0x81);

    [Theory]
    [InlineData("08 00 03 61 2F 23")] // "a/#"
    [InlineData("08 00 03 61 2F 2B")] // "a/+"
    [InlineData("08 00 01 23")] // "#"
    [InlineData("08 00 00")] // and it is not empty
    [Mqtt5("MQTT-3.3.2-14")]
    public async Task A_response_topic_that_is_no_topic_name_closes_with_0x82(string properties)
        => await ExpectClosedByAsync(properties, 0x82);

    [Theory]
    [InlineData("03 00 03 ED A0 80")]
    [InlineData("03 00 02 74 00")]
    [Mqtt5("MQTT-3.3.2-19")]
    public async Task A_content_type_that_is_not_utf8_closes_with_0x81(string properties)
        => await ExpectClosedByAsync(properties, 0x81);

    private async Task ExpectClosedByAsync(string properties, byte code)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", properties: Hex(properties));
        await client.ExpectDisconnectAsync(code);
        await subscriber.ExpectNothingAsync();
    }

    private static byte[] Expiry(uint seconds) => [0x02, .. Packet.U32(seconds)];

    /// <summary>Sends a message with properties to a subscriber on one of the ways there are; it comes as "x" to "t" at QoS 1.</summary>
    private static async Task<ReceivedPacket> SendAsync(TestBroker broker, string way, byte[] properties)
    {
        var publisher = await broker.ConnectAsync("publisher");
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        if (way != "retained") await client.SubscribeAsync(way == "shared" ? "$share/g/t" : "t", 1);
        if (way == "queued") await client.DropAsync();
        if (way == "will") publisher = (await broker.EnterAsync(Packet.ConnectWithWill("w", "t", "x", qos: 1, willProperties: properties))).Client;
        if (way == "will") await publisher.DropAsync();
        else await publisher.PublishQoS1Async("t", "x", retain: way == "retained", properties: properties);
        if (way == "retained") await client.SubscribeAsync("t", 1);
        if (way == "sent again")
        {
            await client.ExpectPublishAsync("t", "x");
            await client.DropAsync();
        }

        if (way is "queued" or "sent again") client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        return await client.ExpectPublishAsync("t", "x");
    }
}
