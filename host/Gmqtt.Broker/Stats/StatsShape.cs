using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>Turns a <see cref="Tally"/> into what plugins see.</summary>
internal static class StatsShape
{
    internal static PacketStats Packets(Tally tally)
        => new(Counts(tally.PacketsReceived, tally.BytesReceived), Counts(tally.PacketsSent, tally.BytesSent));

    internal static PacketStats Bytes(PacketBytes bytes, Tally tally) => new(Counts(bytes.Received, tally.BytesReceived), Counts(bytes.Sent, tally.BytesSent));

    internal static MessageStats Messages(Tally tally, long inFlight, long queued)
        => new(Counts(tally, 0), Counts(tally, 1), Counts(tally, 2), inFlight, queued);

    internal static DeliveryBalance Balance(Tally tally)
    {
        var delivered = tally.MessagesSent[(int)QoS.AtMostOnce] + tally.Acknowledged;
        return new(tally.Routed, delivered, tally.Abandoned, tally.Routed - delivered - tally.Abandoned - tally.InFlight - tally.Queued - tally.AllDropped);
    }

    private static MessageCounts Counts(Tally tally, int qos)
    {
        var dropped = new Dictionary<DropReason, long>();
        foreach (var reason in Enum.GetValues<DropReason>()) dropped[reason] = tally.Dropped((QoS)qos, reason);
        return new MessageCounts(tally.MessagesReceived[qos], tally.MessagesSent[qos], dropped);
    }

    private static PacketCounts Counts(in PacketTally packets, long bytes)
    {
        ReadOnlySpan<long> counts = packets;
        return new PacketCounts(
            counts[(int)PacketType.Connect], counts[(int)PacketType.ConnAck], counts[(int)PacketType.Publish], counts[(int)PacketType.PubAck], counts[(int)PacketType.PubRec], counts[(int)PacketType.PubRel],
            counts[(int)PacketType.PubComp], counts[(int)PacketType.Subscribe], counts[(int)PacketType.SubAck], counts[(int)PacketType.Unsubscribe], counts[(int)PacketType.UnsubAck],
            counts[(int)PacketType.PingReq], counts[(int)PacketType.PingResp], counts[(int)PacketType.Disconnect], counts[(int)PacketType.Auth], bytes);
    }
}
