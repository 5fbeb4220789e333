using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests;

public class ReasonCodeRulesTests
{
    // MQTT 5.0, the tables of 3.2.2.2, 3.4.2.1, 3.5.2.1, 3.6.2.1, 3.7.2.1, 3.9.3, 3.11.3, 3.14.2.1 and 3.15.2.1.
    [Theory]
    [InlineData(PacketKinds.ConnAck, "00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F")]
    [InlineData(PacketKinds.PubAck, "00 10 80 83 87 90 91 97 99")]
    [InlineData(PacketKinds.PubRec, "00 10 80 83 87 90 91 97 99")]
    [InlineData(PacketKinds.PubRel, "00 92")]
    [InlineData(PacketKinds.PubComp, "00 92")]
    [InlineData(PacketKinds.SubAck, "00 01 02 80 83 87 8F 91 97 9E A1 A2")]
    [InlineData(PacketKinds.UnsubAck, "00 11 80 83 87 8F 91")]
    [InlineData(PacketKinds.DisconnectFromClient, "00 04 80 81 82 83 90 93 94 95 96 97 98 99")]
    [InlineData(
        PacketKinds.DisconnectFromServer,
        "00 80 81 82 83 87 89 8B 8C 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 A2")]
    [InlineData(PacketKinds.AuthFromClient, "18 19")]
    [InlineData(PacketKinds.AuthFromServer, "00 18")]
    [InlineData(PacketKinds.Connect, "")]
    [InlineData(PacketKinds.Subscribe, "")]
    public void A_packet_carries_the_codes_that_its_section_lists(PacketKinds kind, string codes)
    {
        HashSet<int> listed = codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => Convert.ToInt32(code, 16)).ToHashSet();
        for (int code = 0; code < 256; code++)
        {
            Assert.True(listed.Contains(code) == ReasonCodeRules.IsAllowed((ReasonCode)code, kind), $"{code:X2} in {kind}");
        }
    }
}
