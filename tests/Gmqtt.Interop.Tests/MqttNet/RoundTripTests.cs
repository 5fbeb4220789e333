using System.Globalization;
using System.Security.Cryptography;
using Gmqtt.Interop.Tests.Live;
using MQTTnet;

namespace Gmqtt.Interop.Tests.MqttNet;

public sealed class RoundTripTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData(3, "tcp")]
    [InlineData(4, "tcp")]
    [InlineData(5, "tcp")]
    [InlineData(4, "tls")]
    [InlineData(5, "tls")]
    [InlineData(4, "ws")]
    [InlineData(5, "ws")]
    public async Task Every_QoS_arrives_as_published(int version, string transport)
    {
        var name = $"qos-{version}-{transport}";
        await using var subscriber = await NetClient.ConnectAsync(Broker, name + "-sub", version, transport);
        await using var publisher = await NetClient.ConnectAsync(Broker, name + "-pub", version, transport);
        var granted = await subscriber.SubscribeAsync(name + "/+", 2);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS2, Assert.Single(granted.Items).ResultCode);
        for (var qos = 0; qos <= 2; qos++) Assert.True((await publisher.PublishAsync($"{name}/{qos}", $"grüße {qos}", qos)).IsSuccess);

        var messages = await subscriber.Received.TakeAsync(3);
        Assert.Equal(
            [($"{name}/0", "grüße 0", 0, false), ($"{name}/1", "grüße 1", 1, false), ($"{name}/2", "grüße 2", 2, false)],
            messages.Select(message => (message.Topic, message.Text, message.QoS, message.Retain)));
        await subscriber.DisconnectAsync();
        await publisher.DisconnectAsync();
    }

    [Theory]
    [InlineData(4, "tcp")]
    [InlineData(5, "tls")]
    [InlineData(5, "ws")]
    public async Task A_packet_of_exactly_the_maximum_size_arrives_and_one_byte_more_does_not(int version, string transport)
    {
        var name = $"size-{version}-{transport}";
        await using var subscriber = await NetClient.ConnectAsync(Broker, name + "-sub", version, transport);
        await using var publisher = await NetClient.ConnectAsync(Broker, name + "-pub", version, transport);
        await subscriber.SubscribeAsync(name, 1);

        // Fixed header (1 + 3), topic with its length, packet identifier, and in MQTT 5.0 the length of no properties.
        var content = RandomNumberGenerator.GetBytes(LiveBroker.MaxPacketSize - (4 + 2 + name.Length + 2 + (version == 5 ? 1 : 0)));
        await publisher.PublishAsync(name, content, 1);
        Assert.True((await subscriber.Received.AtAsync(0)).Payload.AsSpan().SequenceEqual(content));

        await Assert.ThrowsAnyAsync<Exception>(() => publisher.PublishAsync(name, [.. content, 0], 1));
        var end = await publisher.Disconnected.AtAsync(0);
        if (version == 5) Assert.Equal(MqttClientDisconnectReason.PacketTooLarge, end.Reason);
        await subscriber.PublishAsync(name, "marker", 1);
        Assert.Equal("marker", (await subscriber.Received.AtAsync(1)).Text);
    }

    [Fact]
    public async Task Two_thousand_messages_of_QoS_2_arrive_once_and_in_order()
    {
        const int Count = 2000;
        await using var subscriber = await NetClient.ConnectAsync(Broker, "order-sub");
        await using var publisher = await NetClient.ConnectAsync(Broker, "order-pub");
        await subscriber.SubscribeAsync("order", 2);
        for (var i = 0; i < Count; i++) await publisher.PublishAsync("order", i.ToString(CultureInfo.InvariantCulture), 2);
        await publisher.PublishAsync("order", "end", 2);
        await subscriber.Received.FirstAsync(message => message.Text == "end");
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => i.ToString(CultureInfo.InvariantCulture)).Append("end"),
            subscriber.Received.Seen.Select(message => message.Text));
        Assert.Empty(Broker.Watch.Dropped.Seen);
    }
}
