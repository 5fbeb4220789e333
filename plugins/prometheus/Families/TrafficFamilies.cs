using Gmqtt.Hooks;
using Gmqtt.Services;

namespace Gmqtt.Exporter.Families;

/// <summary>Packets and messages. The names and labels are gmqtt's; what gmqtt does not count is added to them.</summary>
internal static class TrafficFamilies
{
    public static void Add(Exposition to, GlobalStats stats)
    {
        to.Counter("gmqtt_packets_received_total", "Control packets from clients.", "type", ByType(stats.Packets.Received));
        to.Counter("gmqtt_packets_sent_total", "Control packets to clients.", "type", ByType(stats.Packets.Sent));
        to.Counter("gmqtt_packets_received_bytes_total", "Bytes of control packets from clients.", "type", ByType(stats.PacketBytes.Received));
        to.Counter("gmqtt_packets_sent_bytes_total", "Bytes of control packets to clients.", "type", ByType(stats.PacketBytes.Sent));

        var messages = stats.Messages;
        to.Counter("gmqtt_messages_received_total", "Application messages from clients.", "qos", ByQoS(messages, m => m.ReceivedTotal));
        to.Counter("gmqtt_messages_sent_total", "Application messages to clients.", "qos", ByQoS(messages, m => m.SentTotal));
        to.Counter(
            "gmqtt_messages_dropped_total", "Application messages that a client did not get.", ["qos", "type"],
            ByQoS(messages).SelectMany(m => m.Counts.Dropped.Select(d => (new[] { m.QoS, NameOf(d.Key) }, (double)d.Value))));
        to.Gauge("gmqtt_messages_queued_current", "Messages that wait to be sent.", messages.QueuedCurrent);
        to.Gauge("gmqtt_messages_queued_bytes_current", "Bytes of the messages that wait to be sent.", stats.QueuedBytes);
        to.Gauge("gmqtt_messages_inflight_current", "Messages that were sent and are not acknowledged.", messages.InflightCurrent);
        to.Counter("gmqtt_deliveries_routed_total", "Copies of messages that sessions were handed, one for each receiver.", stats.Balance.Routed);
        to.Counter("gmqtt_deliveries_total", "Messages of QoS 0 sent, and of QoS 1 and 2 acknowledged.", stats.Balance.Delivered);
        to.Counter("gmqtt_deliveries_abandoned_total", "Messages in flight whose session ended.", stats.Balance.Abandoned);
        to.Gauge("gmqtt_deliveries_unaccounted_current", "Copies of which nobody knows what became of them; 0 when nothing is under way.", stats.Balance.Unaccounted);
        to.Gauge("gmqtt_retained_messages_current", "Retained messages.", stats.RetainedCurrent);
        to.Gauge("gmqtt_retained_messages_bytes_current", "Bytes of the retained messages.", stats.RetainedBytes);
        to.Histogram(
            "gmqtt_delivery_latency_seconds", "From the publisher's bytes at the broker to the send to the subscriber.", [], [([], CountsOf(stats.Delivery))]);
    }

    private static HistogramCounts CountsOf(LatencyHistogram histogram)
    {
        var below = 0L;
        var counts = new List<long>();
        foreach (var bucket in histogram.Buckets)
        {
            counts.Add(bucket.Count - below);
            below = bucket.Count;
        }

        return new HistogramCounts([.. histogram.Buckets.Select(b => b.Limit.TotalSeconds)], [.. counts, histogram.Count - below], histogram.Sum.TotalSeconds);
    }

    private static (string QoS, MessageCounts Counts)[] ByQoS(MessageStats messages) => [("0", messages.QoS0), ("1", messages.QoS1), ("2", messages.QoS2)];

    private static IEnumerable<(string QoS, double Value)> ByQoS(MessageStats messages, Func<MessageCounts, long> of) => ByQoS(messages).Select(m => (m.QoS, (double)of(m.Counts)));

    private static string NameOf(DropReason reason) => reason == DropReason.ExceedsMaximumPacketSize ? "exceeds_max_size" : Words.Snake(reason.ToString());

    private static (string Type, double Value)[] ByType(PacketCounts counts) =>
    [
        ("CONNECT", counts.Connect),
        ("CONNACK", counts.ConnAck),
        ("PUBLISH", counts.Publish),
        ("PUBACK", counts.PubAck),
        ("PUBREC", counts.PubRec),
        ("PUBREL", counts.PubRel),
        ("PUBCOMP", counts.PubComp),
        ("SUBSCRIBE", counts.Subscribe),
        ("SUBACK", counts.SubAck),
        ("UNSUBSCRIBE", counts.Unsubscribe),
        ("UNSUBACK", counts.UnsubAck),
        ("PINGREQ", counts.PingReq),
        ("PINGRESP", counts.PingResp),
        ("DISCONNECT", counts.Disconnect),
        ("AUTH", counts.Auth),
    ];
}
