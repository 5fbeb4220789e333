using Gmqtt.Fuzz;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Tests.Properties;

/// <summary>Builds the smallest 5.0 packet of a kind around a property block.</summary>
internal static class Carrier
{
    public static IEnumerable<PacketKinds> Kinds =>
        Enum.GetValues<PacketKinds>().Where(kind => kind != PacketKinds.None && int.IsPow2((int)kind));

    public static PacketError Judge(PacketKinds kind, byte[] block)
    {
        PacketType type = TypeOf(kind);
        return AnyPacket.Read(type, 0, Body(kind, block), ProtocolVersion.V5, SenderOf(kind), out _);
    }

    public static byte[] Body(PacketKinds kind, byte[] block)
    {
        byte[] properties = [.. Length(block.Length), .. block];
        return kind switch
        {
            // "MQTT" 5, Clean Start, Keep Alive 0, properties, Client Identifier ""
            PacketKinds.Connect => [0, 4, .. "MQTT"u8, 5, 0x02, 0, 0, .. properties, 0, 0],
            // the same with Will Flag; properties 0, Client Identifier "", Will Properties, Will Topic "w", Will Payload ""
            PacketKinds.Will => [0, 4, .. "MQTT"u8, 5, 0x06, 0, 0, 0, 0, 0, .. properties, 0, 1, (byte)'w', 0, 0],
            PacketKinds.ConnAck => [0, 0, .. properties],
            PacketKinds.PublishFromClient or PacketKinds.PublishFromServer => [0, 1, (byte)'t', .. properties, (byte)'!'],
            PacketKinds.PubAck or PacketKinds.PubRec or PacketKinds.PubRel or PacketKinds.PubComp => [0, 1, 0, .. properties],
            PacketKinds.Subscribe => [0, 1, .. properties, 0, 1, (byte)'f', 0],
            PacketKinds.Unsubscribe => [0, 1, .. properties, 0, 1, (byte)'f'],
            PacketKinds.SubAck or PacketKinds.UnsubAck => [0, 1, .. properties, 0],
            PacketKinds.DisconnectFromClient or PacketKinds.DisconnectFromServer => [0, .. properties],
            _ => [0x18, .. properties],
        };
    }

    /// <summary>What a block needs besides the property under test: AUTH and Authentication Data need a method.</summary>
    public static byte[] Companion(PacketKinds kind, int id)
    {
        bool needsMethod = (kind & PacketKinds.Auth) != 0 || (kind == PacketKinds.Connect && id == 0x16);
        return needsMethod && id != 0x15 ? SpecificationTable.Rows[0x15].Bytes : [];
    }

    public static Sender SenderOf(PacketKinds kind)
    {
        return (kind & (PacketKinds.PublishFromServer | PacketKinds.DisconnectFromServer | PacketKinds.AuthFromServer)) != 0
            ? Sender.Server
            : Sender.Client;
    }

    private static PacketType TypeOf(PacketKinds kind)
    {
        return kind switch
        {
            PacketKinds.Connect or PacketKinds.Will => PacketType.Connect,
            PacketKinds.ConnAck => PacketType.ConnAck,
            PacketKinds.PublishFromClient or PacketKinds.PublishFromServer => PacketType.Publish,
            PacketKinds.PubAck => PacketType.PubAck,
            PacketKinds.PubRec => PacketType.PubRec,
            PacketKinds.PubRel => PacketType.PubRel,
            PacketKinds.PubComp => PacketType.PubComp,
            PacketKinds.Subscribe => PacketType.Subscribe,
            PacketKinds.SubAck => PacketType.SubAck,
            PacketKinds.Unsubscribe => PacketType.Unsubscribe,
            PacketKinds.UnsubAck => PacketType.UnsubAck,
            PacketKinds.DisconnectFromClient or PacketKinds.DisconnectFromServer => PacketType.Disconnect,
            _ => PacketType.Auth,
        };
    }

    private static byte[] Length(int value)
    {
        var bytes = new byte[VariableByteInteger.MaxSize];
        return bytes[..VariableByteInteger.Write(bytes, value)];
    }
}
