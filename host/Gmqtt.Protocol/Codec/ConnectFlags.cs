using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Protocol.Codec;

/// <summary>The Connect Flags byte (MQTT 5.0, 3.1.2.3).</summary>
/// <param name="bits">As on the wire.</param>
internal readonly struct ConnectFlags(byte bits)
{
    private const int Reserved = 0x01;
    private const int CleanStartBit = 0x02;
    private const int WillBit = 0x04;
    private const int WillQoSShift = 3;
    private const int WillRetainBit = 0x20;
    private const int PasswordBit = 0x40;
    private const int UserNameBit = 0x80;

    public byte Bits { get; } = bits;

    public bool CleanStart => (Bits & CleanStartBit) != 0;

    public bool Will => (Bits & WillBit) != 0;

    public QoS WillQoS => (QoS)((Bits >> WillQoSShift) & 3);

    public bool WillRetain => (Bits & WillRetainBit) != 0;

    public bool Password => (Bits & PasswordBit) != 0;

    public bool UserName => (Bits & UserNameBit) != 0;

    public static ConnectFlags Of(ConnectPacket packet)
    {
        int bits = packet.CleanStart ? CleanStartBit : 0;
        if (packet.Will is { } will)
        {
            bits |= WillBit | ((int)will.QoS << WillQoSShift) | (will.Retain ? WillRetainBit : 0);
        }

        bits |= packet.Password is null ? 0 : PasswordBit;
        bits |= packet.UserName is null ? 0 : UserNameBit;
        return new ConnectFlags((byte)bits);
    }

    public PacketError Judge(ProtocolVersion version)
    {
        if ((Bits & Reserved) != 0)
        {
            return PacketError.Malformed("the reserved Connect Flag is set"); // [MQTT-3.1.2-3]
        }

        if (WillQoS > QoS.ExactlyOnce)
        {
            return PacketError.Malformed("Will QoS is 3"); // [MQTT-3.1.2-12]
        }

        if (!Will && (WillQoS != QoS.AtMostOnce || WillRetain))
        {
            return PacketError.Malformed("Will QoS or Will Retain without a Will"); // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
        }

        if (version != ProtocolVersion.V5 && Password && !UserName)
        {
            return PacketError.Malformed("a password without a user name"); // 3.1.1: [MQTT-3.1.2-22]
        }

        return PacketError.None;
    }
}
