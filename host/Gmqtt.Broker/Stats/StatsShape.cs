using Gmqtt.Hooks;
using Gmqtt.Protocol;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>Turns a <see cref="Tally"/> into what plugins see.</summary>
internal static class StatsShape
{
    internal static PacketStats Packets(Tally tally)
        => new(Counts(tally.PacketsReceived, tally.BytesReceived), Counts(tally.PacketsSent, tally.BytesSent));

    internal static MessageStats Messages(Tally tally, long inFlight, long queued)
        => new(Counts(tally, 0), Counts(tally, 1), Counts(tally, 2), inFlight, queued);

    private static MessageCounts Counts(Tally tally, int qos)
    {
        var dropped = new Dictionary<DropReason, long>();
        foreach (var reason in Enum.GetValues<DropReason>()) dropped[reason] = tally.Dropped[(qos * Tally.DropReasons) + (int)reason];
        return new MessageCounts(tally.MessagesReceived[qos], tally.MessagesSent[qos], dropped);
    }

    private static PacketCounts Counts(long[] packets, long bytes)
    {
        long Of(PacketType type) => packets[(int)type];
        return new PacketCounts(
            Of(PacketType.Connect), Of(PacketType.ConnAck), Of(PacketType.Publish), Of(PacketType.PubAck), Of(PacketType.PubRec), Of(PacketType.PubRel),
            Of(PacketType.PubComp), Of(PacketType.Subscribe), Of(PacketType.SubAck), Of(PacketType.Unsubscribe), Of(PacketType.UnsubAck),
            Of(PacketType.PingReq), Of(PacketType.PingResp), Of(PacketType.Disconnect), Of(PacketType.Auth), bytes);
    }
}
