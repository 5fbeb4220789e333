namespace Gmqtt.Fuzz.Vectors;

public static class ConnectVectors
{
    public static byte[] V31Minimal =>
    [
        0x10, 0x10,                                     // CONNECT, Remaining Length 16
        0x00, 0x06, 0x4D, 0x51, 0x49, 0x73, 0x64, 0x70, // protocol name "MQIsdp"
        0x03,                                           // protocol version 3
        0x02,                                           // Connect Flags: Clean Session
        0x00, 0x3C,                                     // Keep Alive 60
        0x00, 0x02, 0x63, 0x31,                         // Client Identifier "c1"
    ];

    public static byte[] V311Minimal =>
    [
        0x10, 0x0C,                         // CONNECT, Remaining Length 12
        0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, // protocol name "MQTT"
        0x04,                               // protocol level 4
        0x02,                               // Connect Flags: Clean Session
        0x00, 0x00,                         // Keep Alive off
        0x00, 0x00,                         // Client Identifier ""
    ];

    public static byte[] V311Full =>
    [
        0x10, 0x21,                         // CONNECT, Remaining Length 33
        0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, // "MQTT"
        0x04,                               // level 4
        0xEC,                               // user name, password, Will Retain, Will QoS 1, Will; Clean Session 0
        0xFF, 0xFF,                         // Keep Alive 65 535
        0x00, 0x03, 0x64, 0x65, 0x76,       // Client Identifier "dev"
        0x00, 0x03, 0x77, 0x2F, 0x74,       // Will Topic "w/t"
        0x00, 0x02, 0x00, 0xFF,             // Will Message 00 FF
        0x00, 0x01, 0x75,                   // user name "u"
        0x00, 0x04, 0xDE, 0xAD, 0xBE, 0xEF, // password, not UTF-8
    ];

    public static byte[] V5Minimal =>
    [
        0x10, 0x0D,                         // CONNECT, Remaining Length 13
        0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, // "MQTT"
        0x05,                               // version 5
        0x02,                               // Clean Start
        0x00, 0x0A,                         // Keep Alive 10
        0x00,                               // Property Length 0
        0x00, 0x00,                         // Client Identifier "": assign one
    ];

    public static byte[] V5Full =>
    [
        0x10, 0x78,                         // CONNECT, Remaining Length 120
        0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, // "MQTT"
        0x05,                               // version 5
        0xF6,                               // user name, password, Will Retain, Will QoS 2, Will, Clean Start
        0x00, 0x3C,                         // Keep Alive 60
        0x31,                               // Property Length 49
        0x11, 0x00, 0x00, 0x0E, 0x10,       // Session Expiry Interval 3 600
        0x21, 0x00, 0x14,                   // Receive Maximum 20
        0x27, 0x00, 0x10, 0x00, 0x00,       // Maximum Packet Size 1 048 576
        0x22, 0x00, 0x0A,                   // Topic Alias Maximum 10
        0x19, 0x01,                         // Request Response Information 1
        0x17, 0x00,                         // Request Problem Information 0
        0x15, 0x00, 0x05, 0x50, 0x4C, 0x41, 0x49, 0x4E, // Authentication Method "PLAIN"
        0x16, 0x00, 0x02, 0x00, 0x01,       // Authentication Data 00 01
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x31, // User Property a=1
        0x26, 0x00, 0x01, 0x61, 0x00, 0x03, 0xE2, 0x82, 0xAC, // User Property a=€
        0x00, 0x03, 0x64, 0x65, 0x76,       // Client Identifier "dev"
        0x27,                               // Will Properties: 39 bytes
        0x18, 0x00, 0x00, 0x00, 0x05,       // Will Delay Interval 5
        0x02, 0x00, 0x00, 0x00, 0x3C,       // Message Expiry Interval 60
        0x01, 0x01,                         // Payload Format Indicator 1
        0x03, 0x00, 0x01, 0x74,             // Content Type "t"
        0x08, 0x00, 0x03, 0x72, 0x2F, 0x31, // Response Topic "r/1"
        0x09, 0x00, 0x02, 0x00, 0xFF,       // Correlation Data 00 FF
        0x26, 0x00, 0x01, 0x6B, 0x00, 0x01, 0x76, // User Property k=v
        0x26, 0x00, 0x00, 0x00, 0x00,       // User Property "" = ""
        0x00, 0x03, 0x77, 0x2F, 0x74,       // Will Topic "w/t"
        0x00, 0x02, 0x68, 0x69,             // Will Payload "hi"
        0x00, 0x01, 0x75,                   // user name "u"
        0x00, 0x01, 0x70,                   // password "p"
    ];

    public static byte[] V5PasswordOnly =>
    [
        0x10, 0x10,                         // CONNECT, Remaining Length 16
        0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, // "MQTT"
        0x05,                               // version 5
        0x42,                               // password without user name: legal in 5.0
        0x00, 0x00,                         // Keep Alive off
        0x00,                               // Property Length 0
        0x00, 0x00,                         // Client Identifier ""
        0x00, 0x01, 0x70,                   // password "p"
    ];
}
