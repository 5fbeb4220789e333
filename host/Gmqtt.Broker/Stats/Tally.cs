using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Broker.Stats;

/// <summary>
/// Counts of one batch, by one thread, without atomic operations; added to the broker's <see cref="Counters"/> when the batch ends. Each session has one as well: it is one
/// object of 350 bytes, so that a delivery touches two or three cache lines of it (with an array for each kind it was six objects of 700), and drops have a place
/// once there are some.
/// </summary>
internal sealed class Tally
{
    internal const int PacketTypes = 16;
    internal const int QoSLevels = 3;
    internal static readonly int DropReasons = Enum.GetValues<DropReason>().Length;

    private readonly PacketBytes? _bytes;
    private long[] _dropped = [];

    /// <param name="bytes">Where to count bytes by type too; null for a session, of which there are many.</param>
    internal Tally(PacketBytes? bytes = null) => _bytes = bytes;

    /// <summary>By <see cref="PacketType"/>.</summary>
    internal PacketTally PacketsReceived;

    /// <summary>By <see cref="PacketType"/>.</summary>
    internal PacketTally PacketsSent;

    /// <summary>By <see cref="QoS"/>.</summary>
    internal QoSTally MessagesReceived;

    /// <summary>By <see cref="QoS"/>.</summary>
    internal QoSTally MessagesSent;

    internal long BytesReceived { get; set; }

    internal long BytesSent { get; set; }

    internal long Queued { get; set; }

    internal long QueuedBytes { get; set; }

    internal long InFlight { get; set; }

    /// <summary>Copies that sessions were handed: routed, retained and owed to a new subscription, or brought back from a store.</summary>
    internal long Routed { get; set; }

    /// <summary>Messages of QoS 1 and 2 that a client has acknowledged.</summary>
    internal long Acknowledged { get; set; }

    /// <summary>Messages that were in flight when nothing was left to wait for an acknowledgement.</summary>
    internal long Abandoned { get; set; }

    /// <summary>Messages dropped, for whatever reason.</summary>
    internal long AllDropped
    {
        get
        {
            long sum = 0;
            foreach (var count in _dropped) sum += count;
            return sum;
        }
    }

    internal bool IsDirty { get; private set; }

    internal void Received(PacketType type, int bytes)
    {
        PacketsReceived[(int)type]++;
        BytesReceived += bytes;
        if (_bytes is not null) _bytes.Received[(int)type] += bytes;
        IsDirty = true;
    }

    internal void Sent(PacketType type, int bytes)
    {
        PacketsSent[(int)type]++;
        BytesSent += bytes;
        if (_bytes is not null) _bytes.Sent[(int)type] += bytes;
        IsDirty = true;
    }

    internal void SentMessage(QoS qos, int bytes)
    {
        Sent(PacketType.Publish, bytes);
        MessagesSent[(int)qos]++;
    }

    internal void SentMessages(QoS qos, int count, int bytes)
    {
        Sent(PacketType.Publish, bytes);
        PacketsSent[(int)PacketType.Publish] += count - 1;
        MessagesSent[(int)qos] += count;
    }

    internal void Drop(QoS qos, DropReason reason)
    {
        if (_dropped.Length == 0) _dropped = new long[QoSLevels * DropReasons];
        _dropped[((int)qos * DropReasons) + (int)reason]++;
        IsDirty = true;
    }

    /// <summary>How many messages of a QoS were dropped for a reason.</summary>
    internal long Dropped(QoS qos, DropReason reason) => _dropped.Length == 0 ? 0 : _dropped[((int)qos * DropReasons) + (int)reason];

    internal void Touch() => IsDirty = true;

    internal void Add(Tally other)
    {
        for (var i = 0; i < PacketTypes; i++)
        {
            PacketsReceived[i] += other.PacketsReceived[i];
            PacketsSent[i] += other.PacketsSent[i];
        }

        for (var i = 0; i < QoSLevels; i++)
        {
            MessagesReceived[i] += other.MessagesReceived[i];
            MessagesSent[i] += other.MessagesSent[i];
        }

        if (other._dropped.Length > 0)
        {
            if (_dropped.Length == 0) _dropped = new long[other._dropped.Length];
            for (var i = 0; i < _dropped.Length; i++) _dropped[i] += other._dropped[i];
        }

        if (other._bytes is { } bytes) _bytes?.Add(bytes);
        BytesReceived += other.BytesReceived;
        BytesSent += other.BytesSent;
        Queued += other.Queued;
        QueuedBytes += other.QueuedBytes;
        InFlight += other.InFlight;
        Routed += other.Routed;
        Acknowledged += other.Acknowledged;
        Abandoned += other.Abandoned;
    }

    internal void Clear()
    {
        PacketsReceived = default;
        PacketsSent = default;
        MessagesReceived = default;
        MessagesSent = default;
        Array.Clear(_dropped);
        Routed = Acknowledged = Abandoned = BytesReceived = BytesSent = Queued = QueuedBytes = InFlight = 0;
        _bytes?.Clear();
        IsDirty = false;
    }
}
