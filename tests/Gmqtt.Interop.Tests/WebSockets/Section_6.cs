using System.Net.WebSockets;
using Gmqtt.Conformance.Tests;
using Gmqtt.Interop.Tests.Live;
using Gmqtt.Testing;

namespace Gmqtt.Interop.Tests.WebSockets;

/// <summary>Chapter 6 of both versions, "Using WebSocket as a network transport", at real sockets.</summary>
public sealed class Section_6(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Mqtt311("MQTT-6.0.0-1")]
    [Mqtt5("MQTT-6.0.0-1")]
    public async Task A_text_frame_closes_the_connection_even_with_a_packet_in_it(int version)
    {
        using var early = await WebSocketClient.OpenAsync(Broker, version, "mqtt");
        await early.SendAsync(Packet.Connect($"text-early-{version}", version), type: WebSocketMessageType.Text);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await early.ReadCloseAsync());
        Assert.DoesNotContain(Broker.Watch.Authenticating.Seen, one => one.ClientId == $"text-early-{version}");

        using var late = await WebSocketClient.OpenAsync(Broker, version, "mqtt");
        await late.SendAsync(Packet.Connect($"text-late-{version}", version));
        Assert.Equal(2, (await late.ReadAsync()).Type);
        await late.SendAsync([0xC0, 0x00], type: WebSocketMessageType.Text);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await late.ReadCloseAsync());
        await Broker.Watch.Closed.FirstAsync(closed => closed.ClientId == $"text-late-{version}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Mqtt311("MQTT-6.0.0-1")]
    [Mqtt5("MQTT-6.0.0-1")]
    public async Task All_that_the_broker_sends_is_binary(int version)
    {
        using var client = await WebSocketClient.OpenAsync(Broker, version, "mqtt");
        await client.SendAsync(Packet.Connect($"binary-{version}", version));
        Assert.Equal(2, (await client.ReadAsync()).Type);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("binary", 0)));
        Assert.Equal(9, (await client.ReadAsync()).Type);
        await client.SendAsync(Packet.Publish("binary", "text"u8.ToArray(), version: version));
        Assert.Equal("text", (await client.ReadAsync()).Payload);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Mqtt311("MQTT-6.0.0-2")]
    [Mqtt5("MQTT-6.0.0-2")]
    public async Task Packets_may_be_split_over_frames(int version)
    {
        using var client = await WebSocketClient.OpenAsync(Broker, version, "mqtt");

        // CONNECT: each byte a message of its own.
        foreach (var one in Packet.Connect($"split-{version}", version)) await client.SendAsync([one]);
        Assert.Equal(2, (await client.ReadAsync()).Type);

        // PUBLISH: each byte a fragment of one message.
        var publish = Packet.Publish("split", "x"u8.ToArray(), qos: 1, packetId: 7, version: version);
        for (var i = 0; i < publish.Length; i++) await client.SendAsync([publish[i]], last: i == publish.Length - 1);
        var ack = await client.ReadAsync();
        Assert.Equal((4, 7), (ack.Type, ack.PacketId));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Mqtt311("MQTT-6.0.0-2")]
    [Mqtt5("MQTT-6.0.0-2")]
    public async Task Packets_may_share_a_frame_and_straddle_two(int version)
    {
        using var client = await WebSocketClient.OpenAsync(Broker, version, "mqtt");

        // CONNECT, SUBSCRIBE, PUBLISH and half a PINGREQ; then the other half with a second one.
        byte[] many =
        [
            .. Packet.Connect($"many-{version}", version),
            .. Packet.Subscribe(1, version, [], ($"many/{version}", 0)),
            .. Packet.Publish($"many/{version}", "x"u8.ToArray(), version: version),
            0xC0,
        ];
        await client.SendAsync(many);
        Assert.Equal(2, (await client.ReadAsync()).Type);
        Assert.Equal(9, (await client.ReadAsync()).Type);
        Assert.Equal("x", (await client.ReadAsync()).Payload);
        await client.SendAsync([0x00, 0xC0, 0x00]);
        Assert.Equal(13, (await client.ReadAsync()).Type);
        Assert.Equal(13, (await client.ReadAsync()).Type);
    }

    [Fact]
    [Mqtt311("MQTT-6.0.0-3")]
    [Mqtt5("MQTT-6.0.0-3")]
    public async Task Who_does_not_offer_the_subprotocol_mqtt_is_refused()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => WebSocketClient.OpenAsync(Broker));
        await Assert.ThrowsAsync<WebSocketException>(() => WebSocketClient.OpenAsync(Broker, 5, "chat"));
        await Broker.Log.Lines.FirstAsync(line => line.Event == 3010);
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("chat", "mqtt")]
    [InlineData("mqttv3.1", "mqtt")]
    [Mqtt311("MQTT-6.0.0-4")]
    [Mqtt5("MQTT-6.0.0-4")]
    public async Task The_broker_chooses_the_subprotocol_mqtt(params string[] offered)
    {
        using var client = await WebSocketClient.OpenAsync(Broker, 5, offered);
        Assert.Equal("mqtt", client.Protocol);
        await client.SendAsync(Packet.Connect("chooses"));
        Assert.Equal(0, (await client.ReadAsync()).ReasonCode);
    }

    [Fact]
    public async Task The_will_of_a_client_whose_WebSocket_breaks_is_published()
    {
        using var witness = await WebSocketClient.OpenAsync(Broker, 5, "mqtt");
        await witness.SendAsync([.. Packet.Connect("broken-witness"), .. Packet.Subscribe(1, 5, [], ("broken", 0))]);
        await witness.ReadAsync();
        await witness.ReadAsync();
        using (var mortal = await WebSocketClient.OpenAsync(Broker, 5, "mqtt"))
        {
            await mortal.SendAsync(Packet.ConnectWithWill("broken", "broken", "gone"));
            await mortal.ReadAsync();
        }

        Assert.Equal("gone", (await witness.ReadAsync()).Payload);
    }
}
