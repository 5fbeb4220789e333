using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests.Properties;

public class PropertyValueTests
{
    [Theory]
    [InlineData(PacketKinds.PublishFromClient, "0102", ReasonCode.ProtocolError)]       // Payload Format Indicator 2
    [InlineData(PacketKinds.Will, "0102", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.Connect, "1702", ReasonCode.ProtocolError)]                 // Request Problem Information 2
    [InlineData(PacketKinds.Connect, "1902", ReasonCode.ProtocolError)]                 // Request Response Information 2
    [InlineData(PacketKinds.Connect, "210000", ReasonCode.ProtocolError)]               // Receive Maximum 0
    [InlineData(PacketKinds.Connect, "210001", ReasonCode.Success)]
    [InlineData(PacketKinds.Connect, "21FFFF", ReasonCode.Success)]
    [InlineData(PacketKinds.Connect, "2700000000", ReasonCode.ProtocolError)]           // Maximum Packet Size 0
    [InlineData(PacketKinds.Connect, "2700000002", ReasonCode.Success)]
    [InlineData(PacketKinds.Connect, "220000", ReasonCode.Success)]                     // Topic Alias Maximum 0
    [InlineData(PacketKinds.Connect, "16000100", ReasonCode.ProtocolError)]             // Authentication Data without a method
    [InlineData(PacketKinds.ConnAck, "2402", ReasonCode.ProtocolError)]                 // Maximum QoS 2
    [InlineData(PacketKinds.ConnAck, "2502", ReasonCode.ProtocolError)]                 // Retain Available 2
    [InlineData(PacketKinds.ConnAck, "2802", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.ConnAck, "2902", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.ConnAck, "2A02", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.PublishFromClient, "230000", ReasonCode.TopicAliasInvalid)] // Topic Alias 0 [MQTT-3.3.2-8]
    [InlineData(PacketKinds.PublishFromClient, "23FFFF", ReasonCode.Success)]
    [InlineData(PacketKinds.PublishFromClient, "080000", ReasonCode.ProtocolError)]     // Response Topic ""
    [InlineData(PacketKinds.PublishFromClient, "080003612F23", ReasonCode.ProtocolError)] // Response Topic "a/#" [MQTT-3.3.2-14]
    [InlineData(PacketKinds.PublishFromClient, "0800012B", ReasonCode.ProtocolError)]   // Response Topic "+"
    [InlineData(PacketKinds.Will, "0800012B", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.PublishFromClient, "080003EDA080", ReasonCode.MalformedPacket)] // surrogate [MQTT-3.3.2-13]
    [InlineData(PacketKinds.PublishFromClient, "030002C0AF", ReasonCode.MalformedPacket)] // Content Type overlong [MQTT-3.3.2-19]
    [InlineData(PacketKinds.PublishFromClient, "03000100", ReasonCode.MalformedPacket)] // Content Type with U+0000
    [InlineData(PacketKinds.PublishFromClient, "090000", ReasonCode.Success)]           // Correlation Data may be empty
    [InlineData(PacketKinds.PublishFromClient, "26000100000161", ReasonCode.MalformedPacket)] // name with U+0000 [MQTT-1.5.7-1]
    [InlineData(PacketKinds.PublishFromClient, "260001610002C080", ReasonCode.MalformedPacket)] // value overlong [MQTT-1.5.7-1]
    [InlineData(PacketKinds.PublishFromClient, "2600000000", ReasonCode.Success)]       // both empty
    [InlineData(PacketKinds.Subscribe, "0B00", ReasonCode.ProtocolError)]               // Subscription Identifier 0
    [InlineData(PacketKinds.Subscribe, "0BFFFFFF7F", ReasonCode.Success)]               // 268 435 455
    [InlineData(PacketKinds.Subscribe, "0B8080808001", ReasonCode.MalformedPacket)]     // five bytes
    [InlineData(PacketKinds.Subscribe, "0B8000", ReasonCode.MalformedPacket)]           // not shortest
    [InlineData(PacketKinds.PublishFromServer, "0B00", ReasonCode.ProtocolError)]
    [InlineData(PacketKinds.PublishFromClient, "0B01", ReasonCode.ProtocolError)]       // [MQTT-3.3.4-6]
    public void A_value_is_judged(PacketKinds kind, string block, ReasonCode expected)
    {
        Assert.Equal(expected, Carrier.Judge(kind, Convert.FromHexString(block)).Code);
    }

    [Theory]
    [InlineData(64, 0, ReasonCode.Success)]
    [InlineData(65, 0, ReasonCode.PacketTooLarge)]
    [InlineData(1, 16_379, ReasonCode.Success)]         // identifier and two lengths take five bytes: 16 384 in all
    [InlineData(1, 16_380, ReasonCode.PacketTooLarge)]
    [InlineData(5_000, 0, ReasonCode.PacketTooLarge)]
    public void User_Properties_are_bounded_in_number_and_bytes(int count, int nameLength, ReasonCode expected)
    {
        byte[] one = [0x26, (byte)(nameLength >> 8), (byte)nameLength, .. Enumerable.Repeat((byte)'n', nameLength), 0x00, 0x00];
        byte[] block = Enumerable.Repeat(one, count).SelectMany(bytes => bytes).ToArray();

        foreach (PacketKinds kind in Carrier.Kinds)
        {
            Assert.Equal(expected, Carrier.Judge(kind, [.. Carrier.Companion(kind, 0x26), .. block]).Code);
        }
    }
}
