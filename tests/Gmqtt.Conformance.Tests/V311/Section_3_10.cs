using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.10 UNSUBSCRIBE and 3.11 UNSUBACK.</summary>
public sealed class Section_3_10 : BrokerTest
{
    public static TheoryData<int, string> IllFormedFilters => Exchanges.Both(
        "A2 07 0001 0003 ED A0 80", // a surrogate
        "A2 06 0001 0002 61 C3", // cut short
        "A2 08 0001 0001 61 0001 FF"); // the second filter only

    [Theory]
    [InlineData("A0")]
    [InlineData("A1")]
    [InlineData("A3")]
    [InlineData("AA")]
    [Mqtt311("MQTT-3.10.1-1")]
    public async Task Unsubscribe_with_flags_other_than_0010_closes_the_connection(string firstByte)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4);
        await client.SendHexAsync(firstByte + "05 0001 0001 61");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [MemberData(nameof(IllFormedFilters))]
    [Mqtt311("MQTT-3.10.3-1")]
    public async Task A_filter_that_is_not_utf8_closes_the_connection(int version, string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.10.3-2")]
    public async Task Unsubscribe_without_a_filter_closes_the_connection(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync("A2 02 0001");
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3, "a/+", "a/b")]
    [InlineData(4, "a/+", "a/b")]
    [InlineData(4, "a/b", "a/+")]
    [InlineData(4, "a/b", "#")]
    [InlineData(4, "a/b", "A/b")]
    [InlineData(4, "a/b", "a/b/")]
    [Mqtt311("MQTT-3.10.4-1")]
    [Mqtt311("MQTT-3.10.4-5")]
    public async Task Another_filter_leaves_the_subscription_alone_and_is_answered_all_the_same(int version, string subscribed, string unsubscribed)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync(subscribed);
        await client.SendAsync(Packet.Unsubscribe(2, version, unsubscribed));
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x02);
        await client.PublishAsync("a/b", "still");
        await client.ExpectPublishAsync("a/b", "still");
    }

    [Theory]
    [InlineData(3, "a/b")]
    [InlineData(4, "a/b")]
    [InlineData(4, "a/+")]
    [InlineData(4, "#")]
    [Mqtt311("MQTT-3.10.4-1")]
    [Mqtt311("MQTT-3.10.4-2")]
    public async Task The_same_filter_deletes_the_subscription_and_nothing_new_is_delivered(int version, string filter)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SubscribeAsync(filter, 2);
        await client.SendAsync(Packet.Unsubscribe(2, version, filter));
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x02);
        var publisher = await broker.ConnectAsync("p", version);
        for (var qos = 0; qos <= 2; qos++) await publisher.PublishFullyAsync("a/b", "late", qos, packetId: 1, retain: true);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [Mqtt311("MQTT-3.10.4-3")]
    public async Task Deliveries_that_have_begun_are_completed(int version, int qos)
    {
        var broker = await StartAsync();
        var (subscriber, open) = await broker.HoldAsync(version, qos, count: 2);
        await subscriber.SendAsync(Packet.Unsubscribe(2, version, "a"));
        await subscriber.ExpectAsync(0xB0, 0x02, 0x00, 0x02);
        await subscriber.AcknowledgeAsync(open[0]); // with QoS 2 the PUBREL comes
        await subscriber.DropAsync();
        subscriber = await broker.ReturnAsync("s", version);
        var again = await subscriber.TakeAsync(); // and the other one is sent again
        Assert.Equal(("2", true, open[1].PacketId), (again.Payload, again.Dup, again.PacketId));
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, "0001")]
    [InlineData(4, "0001")]
    [InlineData(4, "8000")]
    [InlineData(4, "FFFF")]
    [Mqtt311("MQTT-3.10.4-4")]
    [Mqtt311("MQTT-3.10.4-5")]
    public async Task Unsuback_has_the_identifier_of_the_request_even_if_nothing_was_deleted(int version, string packetId)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync("A2 05" + packetId + "0001 61");
        await client.ExpectAsync(Steps.Hex("B0 02" + packetId));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.10.4-6")]
    public async Task Many_filters_are_all_removed_and_answered_by_one_unsuback(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("a", 0), ("b", 1), ("c", 2)));
        await client.ReadAsync(9);
        // "a" | "unknown" | "b" ; "c" stays
        await client.SendAsync(Packet.Unsubscribe(3, version, "a", "unknown", "b"));
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x03);
        foreach (var topic in new[] { "a", "b", "c" }) await client.PublishAsync(topic, topic);
        await client.ExpectPublishAsync("c", "c");
        await client.ExpectNothingAsync();
    }
}
