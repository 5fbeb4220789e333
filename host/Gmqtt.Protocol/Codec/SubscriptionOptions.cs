using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Codec;

/// <summary>The Subscription Options byte (MQTT 5.0, 3.8.3.1); in MQTT 3.x only its QoS is used.</summary>
/// <param name="bits">As on the wire.</param>
internal readonly struct SubscriptionOptions(byte bits)
{
    private const int QoSMask = 0x03;
    private const int NoLocalBit = 0x04;
    private const int RetainAsPublishedBit = 0x08;
    private const int RetainHandlingShift = 4;
    private const int Reserved = 0xC0;

    public byte Bits { get; } = bits;

    public QoS QoS => (QoS)(Bits & QoSMask);

    public bool NoLocal => (Bits & NoLocalBit) != 0;

    public bool RetainAsPublished => (Bits & RetainAsPublishedBit) != 0;

    public RetainHandling RetainHandling => (RetainHandling)((Bits >> RetainHandlingShift) & 3);

    public static SubscriptionOptions Of(in SubscribeEntry entry, ProtocolVersion version)
    {
        int bits = (int)entry.QoS;
        if (version == ProtocolVersion.V5)
        {
            bits |= (entry.NoLocal ? NoLocalBit : 0) | (entry.RetainAsPublished ? RetainAsPublishedBit : 0);
            bits |= (int)entry.RetainHandling << RetainHandlingShift;
        }

        return new SubscriptionOptions((byte)bits);
    }

    public PacketError Judge(ProtocolVersion version, bool isShared)
    {
        if (version != ProtocolVersion.V5)
        {
            return Bits > 2 ? PacketError.Malformed("the requested QoS is not 0, 1 or 2") : PacketError.None; // 3.1.1: [MQTT-3-8.3-4]
        }

        if ((Bits & Reserved) != 0)
        {
            return PacketError.Malformed("reserved Subscription Options are set"); // [MQTT-3.8.3-5]
        }

        if (QoS > QoS.ExactlyOnce || RetainHandling > RetainHandling.DoNotSend)
        {
            return PacketError.Protocol("Maximum QoS or Retain Handling is 3");
        }

        return NoLocal && isShared
            ? PacketError.Protocol("No Local on a Shared Subscription") // [MQTT-3.8.3-4]
            : PacketError.None;
    }
}
