namespace Gmqtt.Fuzz.Vectors;

/// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP.</summary>
public static class AckVectors
{
    public static byte[] PubAck =>
    [
        0x40, 0x02, // PUBACK, Remaining Length 2: Success without properties
        0x00, 0x01, // Packet Identifier 1
    ];

    public static byte[] PubRec =>
    [
        0x50, 0x02, // PUBREC
        0x01, 0x2C, // Packet Identifier 300
    ];

    public static byte[] PubRel =>
    [
        0x62, 0x02, // PUBREL: flags 0010 [MQTT-3.6.1-1]
        0xFF, 0xFF, // Packet Identifier 65 535
    ];

    public static byte[] PubComp =>
    [
        0x70, 0x02, // PUBCOMP
        0x00, 0x0A, // Packet Identifier 10
    ];

    public static byte[] V5PubAckReason =>
    [
        0x40, 0x03, // PUBACK, Remaining Length 3: no Property Length
        0x00, 0x01, // Packet Identifier 1
        0x10,       // No matching subscribers
    ];

    public static byte[] V5PubRecFull =>
    [
        0x50, 0x12,                               // PUBREC, Remaining Length 18
        0x00, 0x01,                               // Packet Identifier 1
        0x87,                                     // Not authorized
        0x0E,                                     // Property Length 14
        0x1F, 0x00, 0x04, 0x6E, 0x6F, 0x70, 0x65, // Reason String "nope"
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62, // User Property a=b
    ];

    public static byte[] V5PubRelEmptyProperties =>
    [
        0x62, 0x04, // PUBREL, Remaining Length 4: the long form of an unknown id
        0x00, 0x02, // Packet Identifier 2
        0x92,       // Packet Identifier not found
        0x00,       // Property Length 0
    ];

    public static byte[] V5PubCompReason =>
    [
        0x70, 0x03, // PUBCOMP
        0x00, 0x02, // Packet Identifier 2
        0x92,       // Packet Identifier not found
    ];
}
