namespace Gmqtt.Fuzz.Vectors;

public static class PublishVectors
{
    public static byte[] V311QoS0 =>
    [
        0x30, 0x08,                   // PUBLISH QoS 0, Remaining Length 8
        0x00, 0x03, 0x61, 0x2F, 0x62, // Topic Name "a/b"
        0x68, 0x65, 0x79,             // payload "hey"; no Packet Identifier [MQTT-2.2.1-2]
    ];

    public static byte[] V311QoS1Retain =>
    [
        0x3B, 0x08,                   // PUBLISH DUP, QoS 1, RETAIN
        0x00, 0x03, 0x61, 0x2F, 0x62, // Topic Name "a/b"
        0xFF, 0xFF,                   // Packet Identifier 65 535
        0x00,                         // payload 00
    ];

    public static byte[] V5QoS0Plain =>
    [
        0x30, 0x06,             // PUBLISH QoS 0
        0x00, 0x01, 0x74,       // Topic Name "t"
        0x00,                   // Property Length 0
        0x68, 0x69,             // payload "hi"
    ];

    public static byte[] V5QoS2AllFromClient =>
    [
        0x34, 0x34,                               // PUBLISH QoS 2, Remaining Length 52
        0x00, 0x03, 0x61, 0x2F, 0x62,             // Topic Name "a/b"
        0x00, 0x0A,                               // Packet Identifier 10
        0x2A,                                     // Property Length 42
        0x01, 0x01,                               // Payload Format Indicator 1
        0x26, 0x00, 0x01, 0x62, 0x00, 0x01, 0x31, // User Property b=1
        0x02, 0x00, 0x00, 0x00, 0x3C,             // Message Expiry Interval 60
        0x03, 0x00, 0x04, 0x74, 0x65, 0x78, 0x74, // Content Type "text"
        0x23, 0x00, 0x05,                         // Topic Alias 5
        0x08, 0x00, 0x03, 0x72, 0x2F, 0x31,       // Response Topic "r/1"
        0x09, 0x00, 0x02, 0x00, 0xFF,             // Correlation Data 00 FF
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x32, // User Property a=2
        0x68, 0x69,                               // payload "hi"
    ];

    /// <summary>What of <see cref="V5QoS2AllFromClient"/> a server passes on: no expiry, no alias, the order kept.</summary>
    public static byte[] V5QoS2Forwarded =>
    [
        0x01, 0x01,                               // Payload Format Indicator 1
        0x26, 0x00, 0x01, 0x62, 0x00, 0x01, 0x31, // User Property b=1
        0x03, 0x00, 0x04, 0x74, 0x65, 0x78, 0x74, // Content Type "text"
        0x08, 0x00, 0x03, 0x72, 0x2F, 0x31,       // Response Topic "r/1"
        0x09, 0x00, 0x02, 0x00, 0xFF,             // Correlation Data 00 FF
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x32, // User Property a=2
    ];

    public static byte[] V5AliasOnly =>
    [
        0x30, 0x07,       // PUBLISH QoS 0
        0x00, 0x00,       // Topic Name "": the alias stands for it
        0x03,             // Property Length 3
        0x23, 0x00, 0x01, // Topic Alias 1
        0x21,             // payload "!"
    ];

    public static byte[] V5FromServer =>
    [
        0x31, 0x0E,             // PUBLISH QoS 0, RETAIN
        0x00, 0x01, 0x74,       // Topic Name "t"
        0x09,                   // Property Length 9
        0x0B, 0x01,             // Subscription Identifier 1
        0x0B, 0xFF, 0xFF, 0xFF, 0x7F, // Subscription Identifier 268 435 455
        0x01, 0x00,             // Payload Format Indicator 0
        0x21,                   // payload "!"
    ];
}
