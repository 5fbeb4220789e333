using Gmqtt.Broker;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Topic names and topic filters.</summary>
public sealed class Section_4_7
{
    [Theory]
    [Mqtt5("MQTT-4.7.0-1")]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("a/#")]
    [InlineData("a/+/b")]
    [InlineData("a#")]
    [InlineData("+a")]
    public async Task A_topic_name_has_no_wildcards(string topic)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Of(0x30, Packet.Utf8(topic), [0]));
        await client.ExpectDisconnectAsync(0x90);

        var testator = broker.Open();
        await testator.SendAsync(Packet.ConnectWithWill("w", topic, ""));
        var last = await testator.ReadLastAsync();
        Assert.True(last is null or { Type: 2, ReasonCode: >= 0x80 }, $"{last}");
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.7.1-1")]
    [Mqtt5("MQTT-4.7.1-2")]
    [InlineData("a#")]
    [InlineData("a/b#")]
    [InlineData("#/a")]
    [InlineData("a/#/b")]
    [InlineData("##")]
    [InlineData("a+")]
    [InlineData("+a/b")]
    [InlineData("a/+b")]
    [InlineData("++")]
    [InlineData("+#")]
    public async Task A_filter_with_a_misplaced_wildcard_is_refused_with_0x8F(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0x8F], (await client.SubscribeAsync(filter)).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.7.1-1")]
    [Mqtt5("MQTT-4.7.1-2")]
    [Mqtt5("MQTT-4.7.3-4")]
    [InlineData("#", "a", true)]
    [InlineData("#", "/", true)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("a/#", "a", true)] // the parent level is included
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/b/#", "a", false)]
    [InlineData("+", "a", true)]
    [InlineData("+", "/a", false)] // two levels, the first of them empty
    [InlineData("+/+", "/a", true)]
    [InlineData("/+", "/a", true)]
    [InlineData("+", "a/b", false)] // one level only
    [InlineData("a/+", "a/", true)] // the empty level
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/c", "a/b/d", false)]
    [InlineData("+/b/#", "a/b", true)]
    [InlineData("a", "A", false)] // case counts
    [InlineData("a", "/a", false)]
    [InlineData("a", "a/", false)]
    [InlineData("a/b", "a//b", false)]
    [InlineData("a b", "a b", true)] // a blank is a character as any other
    [InlineData("\u00E4", "\u00E4", true)] // one code point
    [InlineData("\u00E4", "a\u0308", false)] // looks the same, is not
    [InlineData("\u2126", "\u03A9", false)] // OHM SIGN, and the omega it would be normalized to
    public async Task A_filter_matches_level_by_level_and_character_by_character(string filter, string topic, bool matches)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0], (await client.SubscribeAsync(filter)).ReasonCodes);
        await client.PublishAsync(topic, "live", retain: true);
        if (matches) Assert.Equal((topic, "live"), Describe(await client.ReadAsync(3)));
        await client.ExpectNothingAsync();
        // The same for the retained message.
        await client.SubscribeAsync(filter, packetId: 2);
        if (matches) Assert.Equal((topic, "live"), Describe(await client.ReadAsync(3)));
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.7.2-1")]
    public async Task A_filter_that_begins_with_a_wildcard_does_not_match_topics_that_begin_with_a_dollar_sign()
    {
        await using var broker = await TestBroker.StartAsync(o => o with { SysInterval = TimeSpan.FromSeconds(1) });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("#", 0), ("+/#", 0), ("+/x", 0)));
        await client.ReadAsync(9);
        var sys = await broker.ConnectAsync("sys");
        await sys.SubscribeAsync("$SYS/#");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.StartsWith("$SYS/", (await sys.ReadAsync(3)).Topic, StringComparison.Ordinal);
        await client.PublishAsync("$own/x", "1", retain: true);
        await client.ExpectNothingAsync();
        await client.SubscribeAsync("#", packetId: 2); // nor do the retained ones
        await client.ExpectNothingAsync();
        await client.SubscribeAsync("$own/+", packetId: 3);
        Assert.Equal("$own/x", (await client.ReadAsync(3)).Topic);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.7.3-1")]
    public async Task A_filter_and_a_topic_name_have_at_least_one_character()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("82 06 0001 00 0000 00"); // an empty filter, QoS 0
        await client.ExpectAsync(0x90, 0x04, 0x00, 0x01, 0x00, 0x8F);
        await client.SendHexAsync("A2 05 0002 00 0000"); // an empty filter
        await client.ExpectAsync(0xB0, 0x04, 0x00, 0x02, 0x00, 0x8F);
        await client.SendHexAsync("30 03 0000 00"); // an empty topic name, and no Topic Alias
        await client.ExpectDisconnectAsync(0x82);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.7.3-2")]
    [InlineData("30 06 0003 610062 00")] // PUBLISH to "a", U+0000, "b"
    [InlineData("82 09 0001 00 0003 610062 00")] // SUBSCRIBE
    [InlineData("A2 08 0001 00 0003 610062")] // UNSUBSCRIBE
    public async Task A_topic_with_U_0000_closes_with_0x81(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(0x81);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.7.3-3")]
    public async Task A_topic_of_65535_bytes_is_delivered_whole_where_the_limit_allows_it()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxTopicBytes = 65535 } });
        var client = await broker.ConnectAsync("c");
        var topic = new string('t', 65535);
        Assert.Equal([0], (await client.SubscribeAsync(topic)).ReasonCodes);
        await client.PublishAsync(topic, "1");
        Assert.Equal((topic, "1"), Describe(await client.ReadAsync(3)));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-4.7.3-3")]
    public async Task A_topic_above_the_limit_of_the_server_is_refused_and_never_cut()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxTopicBytes = 10 } });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        Assert.Equal([0x8F], (await client.SubscribeAsync(new string('t', 11), packetId: 2)).ReasonCodes);
        var publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync(new string('t', 11), "1");
        await publisher.ExpectDisconnectAsync(0x90);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    private static (string Topic, string Payload) Describe(ReceivedPacket publish) => (publish.Topic, publish.Payload);
}
