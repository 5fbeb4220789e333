namespace Gmqtt.Fuzz.Vectors;

/// <summary>PINGREQ, PINGRESP, DISCONNECT, AUTH.</summary>
public static class SessionVectors
{
    public static byte[] PingReq =>
    [
        0xC0, 0x00, // PINGREQ
    ];

    public static byte[] PingResp =>
    [
        0xD0, 0x00, // PINGRESP
    ];

    public static byte[] Disconnect =>
    [
        0xE0, 0x00, // DISCONNECT; in 5.0 this is 0x00 without properties
    ];

    public static byte[] V5DisconnectWithWill =>
    [
        0xE0, 0x01, // DISCONNECT
        0x04,       // Disconnect with Will Message; Property Length omitted
    ];

    public static byte[] V5DisconnectFromClient =>
    [
        0xE0, 0x0E,                               // DISCONNECT
        0x00,                                     // Normal disconnection
        0x0C,                                     // Property Length 12
        0x11, 0x00, 0x00, 0x00, 0x3C,             // Session Expiry Interval 60
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62, // User Property a=b
    ];

    public static byte[] V5DisconnectFromServer =>
    [
        0xE0, 0x0C,                   // DISCONNECT
        0x9C,                         // Use another server
        0x0A,                         // Property Length 10
        0x1F, 0x00, 0x02, 0x67, 0x6F, // Reason String "go"
        0x1C, 0x00, 0x02, 0x73, 0x32, // Server Reference "s2"
    ];

    public static byte[] V5AuthContinue =>
    [
        0xF0, 0x12,                                     // AUTH
        0x18,                                           // Continue authentication
        0x10,                                           // Property Length 16
        0x15, 0x00, 0x05, 0x53, 0x43, 0x52, 0x41, 0x4D, // Authentication Method "SCRAM"
        0x16, 0x00, 0x05, 0x00, 0x01, 0x02, 0x03, 0x04, // Authentication Data
    ];

    public static byte[] V5AuthFull =>
    [
        0xF0, 0x1B,                                     // AUTH
        0x19,                                           // Re-authenticate: only a client says this
        0x19,                                           // Property Length 25
        0x15, 0x00, 0x05, 0x53, 0x43, 0x52, 0x41, 0x4D, // Authentication Method "SCRAM"
        0x16, 0x00, 0x00,                               // Authentication Data, empty
        0x1F, 0x00, 0x04, 0x6F, 0x6E, 0x63, 0x65,       // Reason String "once"
        0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62,       // User Property a=b
    ];

    public static byte[] V5AuthShort =>
    [
        0xF0, 0x00, // AUTH: Success without properties; only a server says this
    ];
}
