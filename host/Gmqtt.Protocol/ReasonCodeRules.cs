using Gmqtt.Mqtt;

namespace Gmqtt.Protocol;

/// <summary>The one table of which Reason Code may stand in which packet (MQTT 5.0, 2.4).</summary>
public static class ReasonCodeRules
{
    private const PacketKinds ConnAckOrServerDisconnect = PacketKinds.ConnAck | PacketKinds.DisconnectFromServer;
    private const PacketKinds ConnAckOrDisconnect = PacketKinds.ConnAck | PacketKinds.Disconnect;
    private const PacketKinds PubAckOrPubRec = PacketKinds.PubAck | PacketKinds.PubRec;
    private const PacketKinds SubAckOrUnsubAck = PacketKinds.SubAck | PacketKinds.UnsubAck;

    private static readonly PacketKinds[] Kinds = Build();

    /// <summary>Whether a packet of this kind may carry the code.</summary>
    /// <param name="code">The Reason Code, any byte.</param>
    /// <param name="kind">One packet kind.</param>
    /// <returns>False when the packet is a protocol error.</returns>
    public static bool IsAllowed(ReasonCode code, PacketKinds kind)
    {
        return (Kinds[(byte)code] & kind) != 0;
    }

    private static PacketKinds[] Build()
    {
        var kinds = new PacketKinds[256];
        kinds[0x00] = PacketKinds.ConnAck | PacketKinds.PublishAcknowledgments | SubAckOrUnsubAck | PacketKinds.Disconnect
            | PacketKinds.AuthFromServer;
        kinds[0x01] = PacketKinds.SubAck;
        kinds[0x02] = PacketKinds.SubAck;
        kinds[0x04] = PacketKinds.DisconnectFromClient;
        kinds[0x10] = PubAckOrPubRec;
        kinds[0x11] = PacketKinds.UnsubAck;
        kinds[0x18] = PacketKinds.Auth;
        kinds[0x19] = PacketKinds.AuthFromClient;
        kinds[0x80] = ConnAckOrDisconnect | PubAckOrPubRec | SubAckOrUnsubAck;
        kinds[0x81] = ConnAckOrDisconnect;
        kinds[0x82] = ConnAckOrDisconnect;
        kinds[0x83] = ConnAckOrDisconnect | PubAckOrPubRec | SubAckOrUnsubAck;
        kinds[0x84] = PacketKinds.ConnAck;
        kinds[0x85] = PacketKinds.ConnAck;
        kinds[0x86] = PacketKinds.ConnAck;
        kinds[0x87] = ConnAckOrServerDisconnect | PubAckOrPubRec | SubAckOrUnsubAck;
        kinds[0x88] = PacketKinds.ConnAck;
        kinds[0x89] = ConnAckOrServerDisconnect;
        kinds[0x8A] = PacketKinds.ConnAck;
        kinds[0x8B] = PacketKinds.DisconnectFromServer;
        kinds[0x8C] = ConnAckOrServerDisconnect;
        kinds[0x8D] = PacketKinds.DisconnectFromServer;
        kinds[0x8E] = PacketKinds.DisconnectFromServer;
        kinds[0x8F] = PacketKinds.DisconnectFromServer | SubAckOrUnsubAck;
        kinds[0x90] = ConnAckOrDisconnect | PubAckOrPubRec;
        kinds[0x91] = PubAckOrPubRec | SubAckOrUnsubAck;
        kinds[0x92] = PacketKinds.PubRel | PacketKinds.PubComp;
        kinds[0x93] = PacketKinds.Disconnect;
        kinds[0x94] = PacketKinds.Disconnect;
        kinds[0x95] = ConnAckOrDisconnect;
        kinds[0x96] = PacketKinds.Disconnect;
        kinds[0x97] = ConnAckOrDisconnect | PubAckOrPubRec | PacketKinds.SubAck;
        kinds[0x98] = PacketKinds.Disconnect;
        kinds[0x99] = ConnAckOrDisconnect | PubAckOrPubRec;
        kinds[0x9A] = ConnAckOrServerDisconnect;
        kinds[0x9B] = ConnAckOrServerDisconnect;
        kinds[0x9C] = ConnAckOrServerDisconnect;
        kinds[0x9D] = ConnAckOrServerDisconnect;
        kinds[0x9E] = PacketKinds.DisconnectFromServer | PacketKinds.SubAck;
        kinds[0x9F] = ConnAckOrServerDisconnect;
        kinds[0xA0] = PacketKinds.DisconnectFromServer;
        kinds[0xA1] = PacketKinds.DisconnectFromServer | PacketKinds.SubAck;
        kinds[0xA2] = PacketKinds.DisconnectFromServer | PacketKinds.SubAck;
        return kinds;
    }
}
