using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Broker.Stats;

/// <summary>
/// Counts of one batch, by one thread, without atomic operations; added to the broker's <see cref="Counters"/> when the batch ends.
/// </summary>
internal sealed class Tally
{
    internal const int PacketTypes = 16;
    internal const int QoSLevels = 3;
    internal static readonly int DropReasons = Enum.GetValues<DropReason>().Length;

    internal long[] PacketsReceived { get; } = new long[PacketTypes];

    internal long[] PacketsSent { get; } = new long[PacketTypes];

    internal long[] MessagesReceived { get; } = new long[QoSLevels];

    internal long[] MessagesSent { get; } = new long[QoSLevels];

    internal long[] Dropped { get; } = new long[QoSLevels * DropReasons];

    internal long BytesReceived { get; set; }

    internal long BytesSent { get; set; }

    internal long Queued { get; set; }

    internal long InFlight { get; set; }

    internal bool IsDirty { get; private set; }

    internal void Received(PacketType type, int bytes)
    {
        PacketsReceived[(int)type]++;
        BytesReceived += bytes;
        IsDirty = true;
    }

    internal void Sent(PacketType type, int bytes)
    {
        PacketsSent[(int)type]++;
        BytesSent += bytes;
        IsDirty = true;
    }

    internal void Drop(QoS qos, DropReason reason)
    {
        Dropped[((int)qos * DropReasons) + (int)reason]++;
        IsDirty = true;
    }

    internal void Touch() => IsDirty = true;

    internal void Clear()
    {
        Array.Clear(PacketsReceived);
        Array.Clear(PacketsSent);
        Array.Clear(MessagesReceived);
        Array.Clear(MessagesSent);
        Array.Clear(Dropped);
        BytesReceived = BytesSent = Queued = InFlight = 0;
        IsDirty = false;
    }
}
