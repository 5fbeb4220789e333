namespace Gmqtt.Fuzz.Vectors;

public static class ConnAckVectors
{
    public static byte[] V311Accepted =>
    [
        0x20, 0x02, // CONNACK, Remaining Length 2
        0x01,       // Session Present
        0x00,       // return code 0
    ];

    public static byte[] V311Refused =>
    [
        0x20, 0x02, // CONNACK
        0x00,       // no session [MQTT-3.2.2-4]
        0x05,       // return code 5: not authorized
    ];

    public static byte[] V5Accepted =>
    [
        0x20, 0x03, // CONNACK, Remaining Length 3
        0x00,       // no session
        0x00,       // Success
        0x00,       // Property Length 0 [MQTT-2.2.2-1]
    ];

    public static byte[] V5Full =>
    [
        0x20, 0x50,                         // CONNACK, Remaining Length 80
        0x01,                               // Session Present
        0x00,                               // Success
        0x4D,                               // Property Length 77
        0x11, 0x00, 0x00, 0x00, 0x78,       // Session Expiry Interval 120
        0x21, 0x00, 0x64,                   // Receive Maximum 100
        0x24, 0x01,                         // Maximum QoS 1
        0x25, 0x00,                         // Retain Available 0
        0x27, 0x00, 0x10, 0x00, 0x00,       // Maximum Packet Size 1 048 576
        0x12, 0x00, 0x02, 0x69, 0x64,       // Assigned Client Identifier "id"
        0x22, 0x00, 0x20,                   // Topic Alias Maximum 32
        0x1F, 0x00, 0x02, 0x6F, 0x6B,       // Reason String "ok"
        0x28, 0x01,                         // Wildcard Subscription Available 1
        0x29, 0x01,                         // Subscription Identifier Available 1
        0x2A, 0x00,                         // Shared Subscription Available 0
        0x13, 0x01, 0x2C,                   // Server Keep Alive 300
        0x1A, 0x00, 0x02, 0x72, 0x69,       // Response Information "ri"
        0x1C, 0x00, 0x02, 0x73, 0x72,       // Server Reference "sr"
        0x15, 0x00, 0x05, 0x50, 0x4C, 0x41, 0x49, 0x4E, // Authentication Method "PLAIN"
        0x16, 0x00, 0x01, 0xFF,             // Authentication Data FF
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62, // User Property a=b
        0x26, 0x00, 0x01, 0x63, 0x00, 0x03, 0x64, 0x65, 0x66, // User Property c=def
    ];
}
