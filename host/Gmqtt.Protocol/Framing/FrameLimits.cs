using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Framing;

/// <summary>What a connection accepts at the fixed header, before it keeps a single byte of the body.</summary>
/// <param name="MaximumPacketSize">Largest whole packet in bytes, fixed header included; the limit stated in CONNACK.</param>
/// <param name="Version">The protocol version, or null before CONNECT.</param>
public readonly record struct FrameLimits(int MaximumPacketSize, ProtocolVersion? Version)
{
    /// <summary>Cap for acknowledgments and DISCONNECT: a few bytes, plus room for a Reason String and User Properties.</summary>
    public const int AcknowledgmentCap = 10_000;

    /// <summary>Cap for CONNECT, AUTH, SUBSCRIBE, UNSUBSCRIBE and their answers: the largest that real clients send is far below.</summary>
    public const int RequestCap = 100_000;

    // Indexed by packet type; the lower of this and MaximumPacketSize counts. A flood of large packets of a type that is never large
    // cannot make a connection buffer them.
    private static readonly int[] Caps =
    [
        0,                                                          // reserved
        RequestCap, RequestCap,                                     // CONNECT, CONNACK
        int.MaxValue,                                               // PUBLISH
        AcknowledgmentCap, AcknowledgmentCap, AcknowledgmentCap, AcknowledgmentCap, // PUBACK, PUBREC, PUBREL, PUBCOMP
        RequestCap, RequestCap, RequestCap, RequestCap,             // SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK
        2, 2,                                                       // PINGREQ, PINGRESP
        AcknowledgmentCap, RequestCap,                              // DISCONNECT, AUTH
    ];

    /// <summary>The largest whole packet of this type.</summary>
    /// <param name="type">The packet type.</param>
    /// <returns>Bytes, fixed header included.</returns>
    public int MaximumSize(PacketType type)
    {
        return Math.Min(Caps[(int)type & 0x0F], MaximumPacketSize);
    }
}
