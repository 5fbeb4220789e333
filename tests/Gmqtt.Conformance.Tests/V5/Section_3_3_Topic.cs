using System.Globalization;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.3.2.1 Topic Name and 3.3.2.3.4 Topic Alias.</summary>
public sealed class Section_3_3_Topic : BrokerTest
{
    [Theory]
    [InlineData(0x81, "30 01 00")] // half of the topic's length
    [InlineData(0x81, "30 04 00 05 74 00")] // a length beyond the packet
    [InlineData(0x81, "30 06 00 03 ED A0 80 00")] // not UTF-8
    [InlineData(0x81, "30 05 00 02 74 00 00")] // U+0000
    [InlineData(0x82, "30 03 00 00 00")] // empty, and no alias stands for it
    [InlineData(0x82, "32 05 00 00 00 01 00")]
    [Mqtt5("MQTT-3.3.2-1")]
    public async Task A_publish_without_a_proper_topic_closes(byte code, string publish)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(publish);
        await client.ExpectDisconnectAsync(code);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("a/#")]
    [InlineData("a/+")]
    [InlineData("+/a")]
    [InlineData("a+")]
    [InlineData("a#b")]
    [Mqtt5("MQTT-3.3.2-2")]
    public async Task A_wildcard_in_the_topic_closes_with_0x90(string topic)
    {
        var broker = await StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync(topic, "x", retain: true);
        await client.ExpectDisconnectAsync(0x90);
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("a", "a", "b A a/ /a a/b")]
    [InlineData("a/b", "a/b", "a a/ a/b/ a/B a/b/c b/a")]
    [InlineData("+", "a b", "/a a/ a/b")]
    [InlineData("a/+", "a/b a/", "a a/b/c b/a")]
    [InlineData("+/b", "a/b /b", "b a/b/ a/c")]
    [InlineData("+/+", "/ a/ /a a/b", "a a/b/c")]
    [InlineData("a/+/c", "a/b/c a//c", "a/c a/b/b/c a/b/d")]
    [InlineData("#", "a / a/b a/b/c /a", "")]
    [InlineData("a/#", "a a/ a/b a/b/c", "ab b /a")]
    [InlineData("a/+/#", "a/b a/ a/b/c/d", "a b/a")]
    [InlineData("/", "/", "a a/ /a //")]
    [InlineData("//", "//", "/ ///")]
    [Mqtt5("MQTT-3.3.2-3")]
    public async Task A_filter_gets_the_topics_it_matches_and_no_others(string filter, string matching, string others)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(filter);
        var publisher = await broker.ConnectAsync("p");
        foreach (var topic in matching.Split(' '))
        {
            await publisher.PublishAsync(topic, "live", retain: true);
            await client.ExpectPublishAsync(topic, "live");
        }

        foreach (var topic in others.Split(' ', StringSplitOptions.RemoveEmptyEntries)) await publisher.PublishAsync(topic, "live", retain: true);
        await client.ExpectNothingAsync();

        // The same for messages that are retained already.
        var later = await broker.ConnectAsync("later");
        await later.SubscribeAsync(filter);
        var retained = new List<string>();
        for (var i = 0; i < matching.Split(' ').Length; i++) retained.Add((await later.ReadAsync(3)).Topic);
        Assert.Equal(matching.Split(' ').Order(StringComparer.Ordinal), retained.Order(StringComparer.Ordinal));
        await later.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-7")]
    public async Task A_topic_alias_ends_with_its_connection()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", properties: Packet.SessionExpiry(60));
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "set", properties: Alias(1));
        await client.ExpectPublishAsync("t", "set");
        await client.PublishAsync("", "used", properties: Alias(1));
        await client.ExpectPublishAsync("t", "used");
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.PublishAsync("", "lost", properties: Alias(1));
        await client.ExpectDisconnectAsync(0x82);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-7")]
    public async Task A_topic_alias_is_nobody_elses()
    {
        var broker = await StartAsync();
        var first = await broker.ConnectAsync("first");
        await first.PublishAsync("t", "set", properties: Alias(1));
        var second = await broker.ConnectAsync("second");
        await second.PublishAsync("", "x", properties: Alias(1));
        await second.ExpectDisconnectAsync(0x82);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-7")]
    public async Task Topic_aliases_to_a_client_are_set_anew_on_a_new_connection()
    {
        var broker = await StartAsync();
        byte[] properties = [.. Packet.SessionExpiry(60), 0x22, 0x00, 0x05];
        var publisher = await broker.ConnectAsync("p");
        var client = await broker.ConnectAsync("c", properties: properties);
        await client.SubscribeAsync("t", 1);
        await publisher.PublishQoS1Async("t", "1");
        await client.ExpectPublishAsync("t", "1");
        await client.DropAsync();
        await publisher.PublishQoS1Async("t", "2");
        client = await broker.ConnectAsync("c", clean: false, properties: properties);
        await client.ExpectPublishAsync("t", "1"); // with its name, whether it is sent again or for the first time
        Assert.Equal("2", (await client.ReadAsync(3)).Payload);
    }

    [Theory]
    [InlineData("t")]
    [InlineData("")]
    [Mqtt5("MQTT-3.3.2-8")]
    public async Task Topic_alias_0_closes_with_0x94(string topic)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync(topic, "x", properties: Alias(0));
        await client.ExpectDisconnectAsync(0x94);
    }

    [Fact]
    [Mqtt5("MQTT-3.3.2-12")]
    public async Task Every_alias_up_to_the_maximum_can_be_set_used_and_set_anew()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        var maximum = (int)client.ConnAck.Number(0x22)!.Value;
        Assert.Equal(32, maximum);
        foreach (var round in new[] { "first", "second" })
        {
            for (var alias = 1; alias <= maximum; alias++)
            {
                var topic = $"{round}/{alias.ToString(CultureInfo.InvariantCulture)}";
                await client.PublishAsync(topic, "set", properties: Alias(alias));
                Assert.False((await client.ExpectPublishAsync(topic, "set")).Has(0x23)); // it is between client and broker alone
            }

            for (var alias = maximum; alias >= 1; alias--)
            {
                await client.PublishAsync("", "used", properties: Alias(alias));
                await client.ExpectPublishAsync($"{round}/{alias.ToString(CultureInfo.InvariantCulture)}", "used");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Mqtt5("MQTT-3.3.2-12")]
    public async Task An_alias_stands_for_the_topic_in_retained_and_acknowledged_messages_too(int qos)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "set", properties: Alias(7));
        await client.PublishAsync("", "used", qos, packetId: 1, retain: true, properties: Alias(7));
        await client.ReadAsync(qos == 1 ? 4 : 5);
        await client.SubscribeAsync("t", qos);
        Assert.True((await client.ExpectPublishAsync("t", "used")).Retain);
    }

    private static byte[] Alias(int alias) => [0x23, .. Packet.U16(alias)];
}
