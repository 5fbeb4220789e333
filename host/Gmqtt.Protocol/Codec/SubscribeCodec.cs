using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>SUBSCRIBE (MQTT 5.0, 3.8): Packet Identifier, Properties (5.0), then pairs of Topic Filter and Subscription Options.</summary>
public static class SubscribeCodec
{
    private const byte FirstByte = ((byte)PacketType.Subscribe << 4) | 2;

    /// <summary>Reads the body of a SUBSCRIBE.</summary>
    /// <param name="body">Complete body.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="limits">What a filter may be; beyond it the entry has no parsed filter.</param>
    /// <param name="maximumFilters">Most filters in one packet.</param>
    /// <param name="packet">The packet; null with an error. Entries with an invalid filter are in it, for their 0x8F.</param>
    /// <returns>0x81, 0x82, 0x95, 0x97 (too many filters) or none.</returns>
    public static PacketError TryRead(
        ReadOnlySpan<byte> body, ProtocolVersion version, in TopicLimits limits, int maximumFilters, out SubscribePacket packet)
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
        PacketError error;
        if (version == ProtocolVersion.V5)
        {
            error = PropertyBlock.TryRead(ref reader, PacketKinds.Subscribe, out properties);
            if (error.IsError)
            {
                return error;
            }
        }

        if (reader.IsAtEnd)
        {
            return PacketErrors.NothingRequested;
        }

        var entries = new List<SubscribeEntry>(1);
        while (!reader.IsAtEnd)
        {
            error = TryReadEntry(ref reader, version, limits, out SubscribeEntry entry);
            if (error.IsError)
            {
                return error;
            }

            if (entries.Count == maximumFilters)
            {
                return PacketErrors.TooManyFilters;
            }

            entries.Add(entry);
        }

        packet = new SubscribePacket
        {
            PacketId = packetId,
            Entries = entries,
            SubscriptionIdentifier = properties.UInt32(PropertyId.SubscriptionIdentifier),
            UserProperties = properties.UserProperties(),
        };
        return PacketError.None;
    }

    /// <summary>The size of the whole frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>Bytes.</returns>
    public static int GetSize(SubscribePacket packet, ProtocolVersion version)
    {
        return FrameEncoding.SizeOf(GetBodySize(packet, version));
    }

    /// <summary>Writes the whole frame.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="packet">The packet; of each entry the text is written, parsed or not.</param>
    /// <param name="version">The version of the connection.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, SubscribePacket packet, ProtocolVersion version)
    {
        var writer = new MqttWriter(destination);
        writer.WriteFixedHeader(FirstByte, GetBodySize(packet, version));
        WriteBody(ref writer, packet, version);
        return writer.Position;
    }

    private static PacketError TryReadEntry(
        ref MqttReader reader, ProtocolVersion version, in TopicLimits limits, out SubscribeEntry entry)
    {
        entry = default;
        if (!reader.TryReadString(out string text))
        {
            return PacketErrors.BadString; // [MQTT-3.8.3-1]
        }

        if (!reader.TryReadByte(out byte bits))
        {
            return PacketErrors.CutShort;
        }

        var options = new SubscriptionOptions(bits);
        PacketError error = options.Judge(version, SharedFilter.IsShared(text));
        if (error.IsError)
        {
            return error;
        }

        _ = TopicFilter.TryParse(text, limits, out TopicFilter? filter);
        entry = new SubscribeEntry(
            text, filter, options.QoS, options.NoLocal, options.RetainAsPublished, options.RetainHandling);
        return PacketError.None;
    }

    private static int GetBodySize(SubscribePacket packet, ProtocolVersion version)
    {
        var size = new MqttSizer();
        WriteBody(ref size, packet, version);
        return size.Length;
    }

    private static void WriteBody<TSink>(ref TSink sink, SubscribePacket packet, ProtocolVersion version)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteUInt16(packet.PacketId);
        if (version == ProtocolVersion.V5)
        {
            var size = new MqttSizer();
            WriteProperties(ref size, packet);
            sink.WriteVariableByteInteger(size.Length);
            WriteProperties(ref sink, packet);
        }

        for (int i = 0; i < packet.Entries.Count; i++)
        {
            SubscribeEntry entry = packet.Entries[i];
            sink.WriteString(entry.Text);
            sink.WriteByte(SubscriptionOptions.Of(entry, version).Bits);
        }
    }

    private static void WriteProperties<TSink>(ref TSink sink, SubscribePacket packet)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.SubscriptionIdentifier, packet.SubscriptionIdentifier);
        sink.WriteUserProperties(packet.UserProperties);
    }
}
