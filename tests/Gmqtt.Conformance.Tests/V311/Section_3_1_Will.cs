using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.1.2.5 to 3.1.2.7 and 3.1.3.2: the Will.</summary>
public sealed class Section_3_1_Will : BrokerTest
{
    [Theory]
    [InlineData(3, "drop")]
    [InlineData(4, "drop")]
    [InlineData(4, "keep alive")]
    [InlineData(3, "protocol error")]
    [InlineData(4, "protocol error")]
    [InlineData(4, "malformed packet")]
    [InlineData(3, "taken over")]
    [InlineData(4, "taken over")]
    [Mqtt311("MQTT-3.1.2-8")]
    [Mqtt311("MQTT-3.1.2-10")]
    public async Task The_will_is_published_once_when_the_connection_ends_without_a_disconnect(int version, string how)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version, clean: false, keepAlive: 2), version);
        await watcher.ExpectNothingAsync();
        if (how == "drop") await client.DropAsync();
        else if (how == "keep alive") await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
        else if (how == "protocol error") await client.SendHexAsync("32 05 0001 61 0000"); // PUBLISH QoS 1 with Packet Identifier 0
        else if (how == "malformed packet") await client.SendHexAsync("C1 00"); // PINGREQ with a flag
        else if (how != "taken over") throw new ArgumentOutOfRangeException(nameof(how), how, "not a way for a connection to end");
        var next = await broker.ReturnAsync("c", version); // without a will
        await watcher.ExpectPublishAsync("will", "gone");
        await next.DropAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-8")]
    [Mqtt311("MQTT-3.1.2-10")]
    [Mqtt311("MQTT-3.14.4-3")]
    public async Task A_disconnect_discards_the_will_for_good(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version, clean: false), version);
        await client.DisconnectAsync();
        client = await broker.ReturnAsync("c", version);
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("")] // no Will Topic
    [InlineData("0001 77")] // no Will Message
    [InlineData("0001 77 0002 78")] // a Will Message that is cut short
    [Mqtt311("MQTT-3.1.2-9")]
    public async Task A_will_flag_without_both_fields_closes_without_an_answer(string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x06, 0, [], Hex(fields)));
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 3, 0x06, 0, [], Hex(fields)), 3);
    }

    [Theory]
    [InlineData(0x0A)] // Will QoS 1
    [InlineData(0x12)] // Will QoS 2
    [InlineData(0x1A)] // Will QoS 3
    [Mqtt311("MQTT-3.1.2-11")]
    [Mqtt311("MQTT-3.1.2-13")]
    public async Task Will_qos_without_a_will_closes_without_an_answer(byte flags)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, flags, 0, []));
    }

    [Fact]
    [Mqtt311("MQTT-3.1.2-11")]
    public async Task Will_fields_without_a_will_flag_close_without_an_answer()
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x02, 0, [], Packet.Utf8("will"), Packet.Utf8("gone")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-12")]
    public async Task Without_a_will_flag_a_drop_publishes_nothing(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.ConnectAsync("c", version);
        await client.DropAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(10));
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    [Mqtt311("MQTT-3.1.2-14")]
    public async Task Will_qos_3_closes_without_an_answer()
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWithWill("c", "will", "gone", 4, qos: 3));
        await broker.ExpectNoAnswerAsync(Packet.ConnectWithWill("c", "will", "gone", 3, qos: 3), 3);
    }

    [Fact]
    [Mqtt311("MQTT-3.1.2-11")]
    [Mqtt311("MQTT-3.1.2-15")]
    public async Task Will_retain_without_a_will_closes_without_an_answer()
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x22, 0, []));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [Mqtt311("MQTT-3.1.2-16")]
    [Mqtt311("MQTT-3.1.2-17")]
    public async Task The_will_is_retained_exactly_when_will_retain_is_1(int version, bool retain)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version, retain: retain), version);
        await client.DropAsync();
        Assert.False((await watcher.ExpectPublishAsync("will", "gone")).Retain);
        var later = await broker.ConnectAsync("later", version);
        await later.SubscribeAsync("will");
        if (retain) Assert.True((await later.ExpectPublishAsync("will", "gone")).Retain);
        await later.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 1, 1)]
    [Mqtt311("MQTT-3.1.2-8")]
    public async Task The_will_is_delivered_at_the_lower_of_its_qos_and_the_subscription(int will, int subscription, int delivered)
    {
        var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("watcher", 4);
        await watcher.SubscribeAsync("will", subscription);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", 4, qos: will));
        await client.DropAsync();
        Assert.Equal(delivered, (await watcher.ExpectPublishAsync("will", "gone")).QoS);
    }

    [Theory]
    [InlineData("ED A0 80")] // a surrogate
    [InlineData("61 C3")] // cut short
    [InlineData("61 00")] // U+0000
    [Mqtt311("MQTT-3.1.3-10")]
    public async Task A_will_topic_that_is_not_utf8_closes_without_an_answer(string topic)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x06, 0, [], Packet.Binary(Hex(topic)), Packet.Utf8("")));
    }
}
