using System.Text.Json.Serialization;
using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>Control packets in both directions.</summary>
internal sealed record PacketNumbers(PacketTypeNumbers Received, PacketTypeNumbers Sent)
{
    internal static PacketNumbers Of(PacketStats stats) => new(PacketTypeNumbers.Of(stats.Received), PacketTypeNumbers.Of(stats.Sent));
}

/// <summary>Control packets by type; the names are those of the packets, in one word.</summary>
internal sealed record PacketTypeNumbers
{
    public long Connect { get; init; }

    public long Connack { get; init; }

    public long Publish { get; init; }

    public long Puback { get; init; }

    public long Pubrec { get; init; }

    public long Pubrel { get; init; }

    public long Pubcomp { get; init; }

    public long Subscribe { get; init; }

    public long Suback { get; init; }

    public long Unsubscribe { get; init; }

    public long Unsuback { get; init; }

    public long Pingreq { get; init; }

    public long Pingresp { get; init; }

    public long Disconnect { get; init; }

    public long Auth { get; init; }

    public long Total { get; init; }

    public long Bytes { get; init; }

    internal static PacketTypeNumbers Of(PacketCounts counts) => new()
    {
        Connect = counts.Connect,
        Connack = counts.ConnAck,
        Publish = counts.Publish,
        Puback = counts.PubAck,
        Pubrec = counts.PubRec,
        Pubrel = counts.PubRel,
        Pubcomp = counts.PubComp,
        Subscribe = counts.Subscribe,
        Suback = counts.SubAck,
        Unsubscribe = counts.Unsubscribe,
        Unsuback = counts.UnsubAck,
        Pingreq = counts.PingReq,
        Pingresp = counts.PingResp,
        Disconnect = counts.Disconnect,
        Auth = counts.Auth,
        Total = counts.Total,
        Bytes = counts.Bytes,
    };
}

/// <summary>Application messages by QoS.</summary>
internal sealed record MessageNumbers(
    [property: JsonPropertyName("qos0")] QosNumbers QoS0,
    [property: JsonPropertyName("qos1")] QosNumbers QoS1,
    [property: JsonPropertyName("qos2")] QosNumbers QoS2,
    long InflightCurrent,
    long QueuedCurrent)
{
    internal static MessageNumbers Of(MessageStats stats)
        => new(QosNumbers.Of(stats.QoS0), QosNumbers.Of(stats.QoS1), QosNumbers.Of(stats.QoS2), stats.InflightCurrent, stats.QueuedCurrent);
}

/// <summary>Application messages of one QoS.</summary>
internal sealed record QosNumbers(long ReceivedTotal, long SentTotal, DropNumbers Dropped, long DroppedTotal)
{
    internal static QosNumbers Of(MessageCounts counts) => new(counts.ReceivedTotal, counts.SentTotal, DropNumbers.Of(counts.Dropped), counts.Dropped.Values.Sum());
}
