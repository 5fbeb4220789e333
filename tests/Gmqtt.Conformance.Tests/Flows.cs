using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests;

/// <summary>The acknowledgement flows of 4.3, as a well-behaved client runs them.</summary>
internal static class Flows
{
    /// <summary>Publishes and runs the flow to its end; the reason code of the PUBACK or PUBREC (0 with QoS 0).</summary>
    internal static async Task<byte> PublishFullyAsync(this RawClient client, string topic, string payload, int qos = 0, int packetId = 0, bool retain = false)
    {
        await client.PublishAsync(topic, payload, qos, packetId, retain);
        if (qos == 0) return 0;
        var first = await client.ReadAsync(qos == 1 ? 4 : 5);
        Assert.Equal(packetId, first.PacketId);
        if (qos == 1 || first.ReasonCode >= 0x80) return first.ReasonCode;
        await client.SendAsync(Packet.Ack(6, packetId));
        Assert.Equal(packetId, (await client.ReadAsync(7)).PacketId);
        return first.ReasonCode;
    }

    /// <summary>Runs the receiver's side of the flow of a PUBLISH that was read.</summary>
    internal static async Task AcknowledgeAsync(this RawClient client, ReceivedPacket publish)
    {
        if (publish.QoS == 1) await client.SendAsync(Packet.Ack(4, publish.PacketId));
        if (publish.QoS != 2) return;
        await client.SendAsync(Packet.Ack(5, publish.PacketId));
        Assert.Equal(publish.PacketId, (await client.ReadAsync(6)).PacketId);
        await client.SendAsync(Packet.Ack(7, publish.PacketId));
    }

    /// <summary>Reads a PUBLISH and acknowledges it.</summary>
    internal static async Task<ReceivedPacket> TakeAsync(this RawClient client)
    {
        var publish = await client.ReadAsync(3);
        await client.AcknowledgeAsync(publish);
        return publish;
    }

    /// <summary>The payloads of the next PUBLISH packets, each acknowledged.</summary>
    internal static async Task<List<string>> TakeAsync(this RawClient client, int count)
    {
        var payloads = new List<string>(count);
        for (var i = 0; i < count; i++) payloads.Add((await client.TakeAsync()).Payload);
        return payloads;
    }

    /// <summary>The payloads of the next PUBLISH packets, none acknowledged.</summary>
    internal static async Task<List<ReceivedPacket>> ReadPublishesAsync(this RawClient client, int count)
    {
        var packets = new List<ReceivedPacket>(count);
        for (var i = 0; i < count; i++) packets.Add(await client.ReadAsync(3));
        return packets;
    }

    /// <summary>The broker ends the connection, with or without a DISCONNECT or an error CONNACK before; what it said, or null.</summary>
    internal static async Task<ReceivedPacket?> ReadLastAsync(this RawClient client)
    {
        ReceivedPacket? last = null;
        while (await client.TryReadAsync() is { } packet) last = packet;
        return last;
    }
}
