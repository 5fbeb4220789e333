using Gmqtt.Hooks;

namespace Gmqtt.Admin.Timeline;

/// <summary>
/// Dropped messages of a second, by client and reason: a full queue drops thousands of them, and one line says it better. Bounded; what does not fit is summed up without a client.
/// </summary>
internal sealed class DropSummary
{
    private const int MostLines = 1_000;
    private readonly Lock _gate = new();
    private Dictionary<(string ClientId, DropReason Reason), Line> _lines = [];

    internal void Add(string clientId, string topicName, DropReason reason)
    {
        lock (_gate)
        {
            var key = _lines.Count < MostLines || _lines.ContainsKey((clientId, reason)) ? (clientId, reason) : ("", reason);
            if (!_lines.TryGetValue(key, out var line)) _lines[key] = line = new Line();
            line.Count++;
            line.LatestTopic = topicName;
        }
    }

    /// <summary>Tells the timeline of the drops since the last time.</summary>
    internal void Flush(ClientTimeline timeline)
    {
        Dictionary<(string ClientId, DropReason Reason), Line> lines;
        lock (_gate)
        {
            if (_lines.Count == 0) return;
            (lines, _lines) = (_lines, []);
        }

        foreach (var ((clientId, reason), line) in lines)
            timeline.Add(clientId, EventTypes.MessageDropped, detail: $"{Word(reason)} x {line.Count}, latest {line.LatestTopic}");
    }

    internal static string Word(DropReason reason) => reason switch
    {
        DropReason.QueueFull => "queue_full",
        DropReason.Expired => "expired",
        DropReason.InflightExpired => "inflight_expired",
        DropReason.ExceedsMaximumPacketSize => "exceeds_maximum_packet_size",
        DropReason.OfflineQoS0 => "offline_qos0",
        DropReason.SessionEnded => "session_ended",
        DropReason.NotAllowed => "not_allowed",
        DropReason.MemoryFull => "memory_full",
        _ => "internal",
    };

    private sealed class Line
    {
        internal long Count { get; set; }

        internal string LatestTopic { get; set; } = "";
    }
}
