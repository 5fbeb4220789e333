namespace Gmqtt.Fuzz.Vectors;

/// <summary>SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK.</summary>
public static class SubscribeVectors
{
    public static byte[] V311Subscribe =>
    [
        0x82, 0x0C,                         // SUBSCRIBE: flags 0010 [MQTT-3.8.1-1]
        0x00, 0x0A,                         // Packet Identifier 10
        0x00, 0x03, 0x61, 0x2F, 0x62,       // Topic Filter "a/b"
        0x01,                               // requested QoS 1
        0x00, 0x01, 0x23,                   // Topic Filter "#"
        0x02,                               // requested QoS 2
    ];

    public static byte[] V5Subscribe =>
    [
        0x82, 0x22,                               // SUBSCRIBE
        0xFF, 0xFF,                               // Packet Identifier 65 535
        0x0A,                                     // Property Length 10
        0x0B, 0x80, 0x01,                         // Subscription Identifier 128
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62, // User Property a=b
        0x00, 0x03, 0x61, 0x2F, 0x2B,             // Topic Filter "a/+"
        0x2E,                                     // QoS 2, No Local, Retain As Published, Retain Handling 2
        0x00, 0x0C, 0x24, 0x73, 0x68, 0x61, 0x72, 0x65, 0x2F, 0x67, 0x2F, 0x74, 0x2F, 0x23, // "$share/g/t/#"
        0x11,                                     // QoS 1, Retain Handling 1
    ];

    public static byte[] V311SubAck =>
    [
        0x90, 0x06, // SUBACK
        0x00, 0x0A, // Packet Identifier 10
        0x00,       // granted QoS 0
        0x01,       // granted QoS 1
        0x02,       // granted QoS 2
        0x80,       // failure
    ];

    public static byte[] V5SubAck =>
    [
        0x90, 0x0A,                   // SUBACK
        0x00, 0x0A,                   // Packet Identifier 10
        0x05,                         // Property Length 5
        0x1F, 0x00, 0x02, 0x6F, 0x6B, // Reason String "ok"
        0x02,                         // granted QoS 2
        0x8F,                         // Topic Filter invalid
    ];

    public static byte[] V311Unsubscribe =>
    [
        0xA2, 0x0A,                   // UNSUBSCRIBE: flags 0010 [MQTT-3.10.1-1]
        0x00, 0x0B,                   // Packet Identifier 11
        0x00, 0x03, 0x61, 0x2F, 0x62, // Topic Filter "a/b"
        0x00, 0x01, 0x2B,             // Topic Filter "+"
    ];

    public static byte[] V5Unsubscribe =>
    [
        0xA2, 0x0F,                               // UNSUBSCRIBE
        0x00, 0x0B,                               // Packet Identifier 11
        0x07,                                     // Property Length 7
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62, // User Property a=b
        0x00, 0x03, 0x61, 0x2F, 0x23,             // Topic Filter "a/#"
    ];

    public static byte[] V311UnsubAck =>
    [
        0xB0, 0x02, // UNSUBACK: no codes in MQTT 3.x
        0x00, 0x0B, // Packet Identifier 11
    ];

    public static byte[] V5UnsubAck =>
    [
        0xB0, 0x05, // UNSUBACK
        0x00, 0x0B, // Packet Identifier 11
        0x00,       // Property Length 0
        0x00,       // Success
        0x11,       // No subscription existed
    ];
}
