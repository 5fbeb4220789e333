using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Model;

/// <summary>A PUBLISH that must come now, or a PUBREL.</summary>
/// <param name="Entry">What it is about.</param>
/// <param name="Dup">Whether the PUBLISH was sent before.</param>
/// <param name="IsRelease">PUBREL.</param>
internal sealed record Expected(Entry Entry, bool Dup, bool IsRelease)
{
    /// <summary>What is wrong with what came in its place; null when nothing is.</summary>
    /// <param name="packet">What came.</param>
    /// <param name="inFlight">What its identifier must not be that of.</param>
    internal string? Differs(ReceivedPacket packet, IEnumerable<Entry> inFlight)
    {
        if (IsRelease) return packet.Type == 6 && packet.PacketId == Entry.PacketId ? null : $"expected {this}, got {packet}";
        if (packet.Type != 3) return $"expected {this}, got {packet}";
        if ((packet.Topic, packet.Payload, packet.QoS, packet.Dup) != (Entry.Topic, Entry.Payload, Entry.QoS, Dup))
            return $"expected {this}, got {packet.Payload} to {packet.Topic}, QoS {packet.QoS}, DUP {packet.Dup}";
        if (Entry.QoS == 0) return null;
        if (Dup) return packet.PacketId == Entry.PacketId ? null : $"{this} came again with another identifier, {packet.PacketId}"; // [MQTT-4.4.0-1]
        if (packet.PacketId == 0 || inFlight.Any(e => e != Entry && e.PacketId == packet.PacketId)) return $"{this} came with identifier {packet.PacketId}, which is not free"; // [MQTT-2.2.1-4]
        Entry.PacketId = packet.PacketId;
        return null;
    }

    public override string ToString() => IsRelease ? $"PUBREL {Entry.PacketId}" : $"{Entry.Payload} to {Entry.Topic}, QoS {Entry.QoS}{(Dup ? $", again as {Entry.PacketId}" : "")}";
}
