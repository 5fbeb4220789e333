using CsCheck;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Codec;

internal static class SubscribeGen
{
    // Valid and invalid: an invalid filter travels as text.
    private static readonly Gen<string> Filter = Gen.OneOf("a", "a/b", "#", "+/x/#", "$share/g/t", "$SYS/#", "a#", "", "$share//t");

    public static Gen<object> Subscribe(ProtocolVersion version)
    {
        bool is5 = version == ProtocolVersion.V5;
        Gen<SubscribeEntry> entry =
            from text in Filter
            from qos in ValueGen.QoS
            from noLocal in Gen.Bool
            from retain in Gen.Bool
            from handling in Gen.OneOf(Enum.GetValues<RetainHandling>())
            select new SubscribeEntry(
                text,
                Parse(text),
                qos,
                is5 && noLocal && !SharedFilter.IsShared(text),
                is5 && retain,
                is5 ? handling : RetainHandling.SendAtSubscribe);
        return
            from id in ValueGen.PacketId
            from entries in entry.Array[1, 6]
            from identifier in Gen.UInt[1, 268_435_455]
            from hasIdentifier in Gen.Bool
            from pairs in ValueGen.UserProperties
            select (object)new SubscribePacket
            {
                PacketId = id,
                Entries = entries,
                SubscriptionIdentifier = is5 && hasIdentifier ? identifier : null,
                UserProperties = is5 ? pairs : [],
            };
    }

    public static Gen<object> Unsubscribe(ProtocolVersion version)
    {
        return
            from id in ValueGen.PacketId
            from entries in Filter.Select(text => new UnsubscribeEntry(text, Parse(text))).Array[1, 6]
            from pairs in ValueGen.UserProperties
            select (object)new UnsubscribePacket
            {
                PacketId = id,
                Entries = entries,
                UserProperties = version == ProtocolVersion.V5 ? pairs : [],
            };
    }

    public static Gen<object> SubAck(ProtocolVersion version)
    {
        Gen<ReasonCode> code = version == ProtocolVersion.V5
            ? Gen.OneOf(ReasonCode.GrantedQoS0, ReasonCode.GrantedQoS2, ReasonCode.TopicFilterInvalid, ReasonCode.QuotaExceeded)
            : Gen.OneOf(ReasonCode.GrantedQoS0, ReasonCode.GrantedQoS1, ReasonCode.UnspecifiedError);
        return
            from id in ValueGen.PacketId
            from codes in code.Array[1, 8]
            from reason in ValueGen.MaybeText
            from pairs in ValueGen.UserProperties
            select (object)new SubAckPacket
            {
                PacketId = id,
                ReasonCodes = codes,
                ReasonString = version == ProtocolVersion.V5 ? reason : null,
                UserProperties = version == ProtocolVersion.V5 ? pairs : [],
            };
    }

    public static Gen<object> UnsubAck(ProtocolVersion version)
    {
        bool is5 = version == ProtocolVersion.V5;
        return
            from id in ValueGen.PacketId
            from codes in Gen.OneOf(ReasonCode.Success, ReasonCode.NoSubscriptionExisted, ReasonCode.NotAuthorized).Array[1, 8]
            from reason in ValueGen.MaybeText
            from pairs in ValueGen.UserProperties
            select (object)new UnsubAckPacket
            {
                PacketId = id,
                ReasonCodes = is5 ? codes : [],
                ReasonString = is5 ? reason : null,
                UserProperties = is5 ? pairs : [],
            };
    }

    private static TopicFilter? Parse(string text)
    {
        _ = TopicFilter.TryParse(text, TopicLimits.Default, out TopicFilter? filter);
        return filter;
    }
}
