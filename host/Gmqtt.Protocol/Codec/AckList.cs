using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>What SUBACK and UNSUBACK have in common.</summary>
internal static class AckList
{
    public static PacketError TryReadStart(
        scoped ref MqttReader reader, PacketKinds kind, ProtocolVersion version, out ushort packetId, out PropertyBlock properties)
    {
        properties = default;
        if (!reader.TryReadUInt16(out packetId))
        {
            return PacketErrors.CutShort;
        }

        if (packetId == 0)
        {
            return PacketErrors.PacketIdIsZero;
        }

        return version == ProtocolVersion.V5 ? PropertyBlock.TryRead(ref reader, kind, out properties) : PacketError.None;
    }

    public static PacketError TryReadReasonCodes(
        ref MqttReader reader, PacketKinds kind, ProtocolVersion version, out ReasonCode[] codes)
    {
        ReadOnlySpan<byte> bytes = reader.ReadToEnd();
        codes = [];
        if (bytes.IsEmpty)
        {
            return PacketErrors.CutShort;
        }

        foreach (byte code in bytes)
        {
            // [MQTT-3.9.3-2], [MQTT-3.11.3-2]; MQTT 3.x: 0, 1, 2 and 0x80.
            bool allowed = version == ProtocolVersion.V5 ? ReasonCodeRules.IsAllowed((ReasonCode)code, kind) : code is <= 2 or 0x80;
            if (!allowed)
            {
                return PacketErrors.ReasonCodeNotAllowed;
            }
        }

        codes = new ReasonCode[bytes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (ReasonCode)bytes[i];
        }

        return PacketError.None;
    }

    public static void WriteProperties<TSink>(ref TSink sink, string? reasonString, IReadOnlyList<UserProperty> userProperties)
        where TSink : struct, IWireSink, allows ref struct
    {
        var size = new MqttSizer();
        WriteBlock(ref size, reasonString, userProperties);
        sink.WriteVariableByteInteger(size.Length);
        WriteBlock(ref sink, reasonString, userProperties);
    }

    private static void WriteBlock<TSink>(ref TSink sink, string? reasonString, IReadOnlyList<UserProperty> userProperties)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.ReasonString, reasonString);
        sink.WriteUserProperties(userProperties);
    }
}
