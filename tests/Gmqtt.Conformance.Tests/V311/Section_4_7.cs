using Gmqtt.Broker;
using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>4.7 topic names and topic filters.</summary>
public sealed class Section_4_7 : BrokerTest
{
    public static TheoryData<int, string> Empty => Exchanges.Both(
        "30 02 0000", // PUBLISH to ""
        "32 04 0000 0001", // with QoS 1
        "82 05 0001 0000 00", // SUBSCRIBE to ""
        "A2 04 0001 0000"); // UNSUBSCRIBE from ""

    public static TheoryData<int, string> WithNull => Exchanges.Both(
        "30 03 0001 00", // PUBLISH to "\0"
        "82 08 0001 0003 61 2F 00 00", // SUBSCRIBE to "a/\0"
        "A2 07 0001 0003 61 2F 00"); // UNSUBSCRIBE from "a/\0"

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt311("MQTT-4.7.1-1")]
    public async Task A_publish_to_a_filter_with_wildcards_closes_the_connection(int qos)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.PublishAsync("a/#", "x", qos, packetId: 1);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, "a#")]
    [InlineData(4, "a#")]
    [InlineData(4, "a/b#")]
    [InlineData(4, "a/#/b")]
    [InlineData(4, "#/")]
    [InlineData(4, "##")]
    [InlineData(4, "a/#b")]
    [Mqtt311("MQTT-4.7.1-2")]
    public async Task A_misplaced_multi_level_wildcard_is_refused(int version, string filter) => await ExpectRefusedAsync(version, filter);

    [Theory]
    [InlineData(3, "a+")]
    [InlineData(4, "a+")]
    [InlineData(4, "a/b+")]
    [InlineData(4, "+a/b")]
    [InlineData(4, "a/++")]
    [InlineData(4, "a/+#")]
    [Mqtt311("MQTT-4.7.1-3")]
    public async Task A_single_level_wildcard_that_is_not_a_whole_level_is_refused(int version, string filter) => await ExpectRefusedAsync(version, filter);

    [Theory]
    [InlineData("#")]
    [InlineData("a/#")]
    [InlineData("+")]
    [InlineData("+/a")]
    [InlineData("/+")]
    [InlineData("+/a/+/#")]
    [Mqtt311("MQTT-4.7.1-2")]
    [Mqtt311("MQTT-4.7.1-3")]
    public async Task Wildcards_in_their_place_are_granted(string filter)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        Assert.Equal([0x02], (await client.SubscribeAsync(filter, 2)).ReasonCodes);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.7.2-1")]
    public async Task A_leading_wildcard_does_not_match_topics_that_begin_with_a_dollar_sign(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("#", 0), ("+/x", 0), ("+/#", 0)));
        await client.ExpectAsync(0x90, 0x05, 0x00, 0x01, 0x00, 0x00, 0x00);
        await client.PublishAsync("$own/x", "hidden", retain: true);
        await client.ExpectNothingAsync();
        await client.SubscribeAsync("#");
        await client.ExpectNothingAsync(); // nor as a retained message
        await client.SubscribeAsync("$own/+");
        await client.ExpectPublishAsync("$own/x", "hidden");
    }

    [Fact]
    [Mqtt311("MQTT-4.7.2-1")]
    public async Task A_leading_wildcard_does_not_match_what_the_broker_says_of_itself()
    {
        var broker = await StartAsync(mqtt => mqtt with { SysInterval = TimeSpan.FromSeconds(1) });
        var all = await broker.WatchAsync("#");
        var sys = await broker.ConnectAsync("sys", 4);
        await sys.SubscribeAsync("$SYS/#");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.StartsWith("$SYS/", (await sys.ReadAsync(3)).Topic, StringComparison.Ordinal);
        await all.ExpectNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Empty))]
    [Mqtt311("MQTT-4.7.3-1")]
    public async Task A_topic_name_or_filter_without_a_character_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [MemberData(nameof(WithNull))]
    [Mqtt311("MQTT-4.7.3-2")]
    public async Task The_null_character_in_a_topic_name_or_filter_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.7.3-3")]
    public async Task A_topic_name_of_65535_bytes_is_delivered_whole(int version)
    {
        var broker = await StartAsync(TestBroker.Defaults with { Limits = new LimitOptions { MaxTopicBytes = 65_535 } });
        var longest = new string('t', 65_535);
        var client = await broker.ConnectAsync("c", version);
        Assert.Equal([0x01], (await client.SubscribeAsync(longest[1..], 1)).ReasonCodes); // one byte shorter is another topic
        Assert.Equal([0x00], (await client.SubscribeAsync(longest, 0)).ReasonCodes);
        await client.PublishAsync(longest, "x");
        var publish = await client.ExpectPublishAsync(longest, "x");
        Assert.Equal(0, publish.QoS);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, "\u00E9", "e\u0301")] // composed and decomposed
    [InlineData(4, "\u00E9", "e\u0301")]
    [InlineData(4, "\u212B", "\u00C5")] // ANGSTROM SIGN and what it normalises to
    [InlineData(4, "a", "A")]
    [InlineData(4, "a b", "a  b")]
    [InlineData(4, "a/b", "a//b")]
    [InlineData(4, "a", "/a")]
    [InlineData(4, "a", "a/")]
    [Mqtt311("MQTT-4.7.3-4")]
    public async Task Topics_are_compared_as_they_are(int version, string one, string other)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync(one);
        await client.PublishAsync(other, "x");
        await client.ExpectNothingAsync();
        await client.PublishAsync(one, "x");
        await client.ExpectPublishAsync(one, "x");
    }

    private async Task ExpectRefusedAsync(int version, string filter)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], (filter, 0)));
        var answer = await client.TryReadAsync();
        if (answer is not null) Assert.Equal([0x80], answer.ReasonCodes); // else the connection is closed, which is as good
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishAsync("a/b", "x");
        if (answer is not null) await client.ExpectNothingAsync();
    }
}
