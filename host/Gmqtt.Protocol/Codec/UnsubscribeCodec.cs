using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>UNSUBSCRIBE (MQTT 5.0, 3.10): Packet Identifier, Properties (5.0), Topic Filters.</summary>
public static class UnsubscribeCodec
{
    private const byte FirstByte = ((byte)PacketType.Unsubscribe << 4) | 2;

    /// <summary>Reads the body of an UNSUBSCRIBE.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="limits">What a filter may be; beyond it the entry has no parsed filter.</param>
    /// <param name="maximumFilters">Most filters in one packet.</param>
    /// <param name="packet">The packet; null with an error. Entries with an invalid filter are in it, for their 0x8F.</param>
    /// <returns>0x81, 0x82, 0x95, 0x97 (too many filters) or none.</returns>
    public static PacketError TryRead(
        ReadOnlySpan<byte> body, ProtocolVersion version, in TopicLimits limits, int maximumFilters, out UnsubscribePacket packet)
    {
        packet = null!;
        var reader = new MqttReader(body);
        if (!reader.TryReadUInt16(out ushort packetId))
        {
            return PacketErrors.CutShort;
        }

        if (packetId == 0)
        {
            return PacketErrors.PacketIdIsZero;
        }

        PropertyBlock properties = default;
        if (version == ProtocolVersion.V5)
        {
            PacketError error = PropertyBlock.TryRead(ref reader, PacketKinds.Unsubscribe, out properties);
            if (error.IsError)
            {
                return error;
            }
        }

        if (reader.IsAtEnd)
        {
            return PacketErrors.NothingRequested;
        }

        var entries = new List<UnsubscribeEntry>(1);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadString(out string text))
            {
                return PacketErrors.BadString; // [MQTT-3.10.3-1]
            }

            if (entries.Count == maximumFilters)
            {
                return PacketErrors.TooManyFilters;
            }

            _ = TopicFilter.TryParse(text, limits, out TopicFilter? filter);
            entries.Add(new UnsubscribeEntry(text, filter));
        }

        packet = new UnsubscribePacket { PacketId = packetId, Entries = entries, UserProperties = properties.UserProperties() };
        return PacketError.None;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(UnsubscribePacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet; of each entry the text is written, parsed or not.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, UnsubscribePacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static int GetBodySize(UnsubscribePacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, UnsubscribePacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteUInt16(packet.PacketId);
        if (version == ProtocolVersion.V5)
        {
            var size = new MqttSizer();
            size.WriteUserProperties(packet.UserProperties);
            sink.WriteVariableByteInteger(size.Length);
            sink.WriteUserProperties(packet.UserProperties);
        }

        for (int i = 0; i < packet.Entries.Count; i++)
        {
            sink.WriteString(packet.Entries[i].Text);
        }
    }
}
