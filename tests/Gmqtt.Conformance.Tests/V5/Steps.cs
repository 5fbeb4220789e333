using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Exchanges of more than one packet that many tests go through on their way.</summary>
internal static class Steps
{
    /// <summary>Sends a CONNECT as bytes on a new transport; its CONNACK must be a success.</summary>
    internal static async Task<(RawClient Client, ReceivedPacket ConnAck)> EnterAsync(this TestBroker broker, byte[] connect)
    {
        var client = broker.Open();
        await client.SendAsync(connect);
        var connAck = await client.ReadAsync(2);
        Assert.Equal(0x00, connAck.ReasonCode);
        return (client, connAck);
    }

    /// <summary>A CONNACK that refuses (flags 0, this code), then the end of the stream.</summary>
    internal static async Task ExpectRefusalAsync(this RawClient client, byte code)
    {
        var connAck = await client.ReadAsync(2);
        Assert.Equal((0x20, 0x00, code), ((int)connAck.First, (int)connAck.Body[0], connAck.ReasonCode));
        await client.ExpectClosedAsync();
    }

    /// <summary>Sends a CONNECT as bytes on a new transport; it must be refused.</summary>
    internal static async Task ExpectRefusalAsync(this TestBroker broker, byte[] connect, byte code)
    {
        var client = broker.Open();
        await client.SendAsync(connect);
        await client.ExpectRefusalAsync(code);
    }

    /// <summary>The next packet is a PUBLISH with this topic and payload; an acknowledgement is not sent.</summary>
    internal static async Task<ReceivedPacket> ExpectPublishAsync(this RawClient client, string topic, string payload)
    {
        var publish = await client.ReadAsync(3);
        Assert.Equal((topic, payload), (publish.Topic, publish.Payload));
        return publish;
    }

    /// <summary>Publishes at QoS 1 and reads the PUBACK.</summary>
    internal static async Task<ReceivedPacket> PublishQoS1Async(
        this RawClient client, string topic, string payload, int packetId = 1, bool retain = false, byte[]? properties = null)
    {
        await client.PublishAsync(topic, payload, qos: 1, packetId, retain, properties: properties);
        return await client.ReadAsync(4);
    }

    /// <summary>Publishes at QoS 2 and goes through to the PUBCOMP.</summary>
    internal static async Task PublishQoS2Async(
        this RawClient client, string topic, string payload, int packetId = 1, bool retain = false, byte[]? properties = null)
    {
        await client.PublishAsync(topic, payload, qos: 2, packetId, retain, properties: properties);
        await client.ReadAsync(5);
        await client.SendAsync(Packet.Ack(6, packetId));
        await client.ReadAsync(7);
    }

    /// <summary>Acknowledges a PUBLISH as its QoS demands, to the end of its flow.</summary>
    internal static async Task CompleteAsync(this RawClient client, ReceivedPacket publish)
    {
        if (publish.QoS == 1) await client.SendAsync(Packet.Ack(4, publish.PacketId));
        if (publish.QoS != 2) return;
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        Assert.Equal(publish.PacketId, (await client.ReadAsync(6)).PacketId);
        await client.SendAsync(Packet.Ack(7, publish.PacketId));
    }

    /// <summary>Bytes written in hexadecimal; blanks are ignored.</summary>
    internal static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
