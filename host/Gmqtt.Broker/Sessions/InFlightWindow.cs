using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Messages sent and not completed, in the order in which they were sent, which is the order in which they are sent again after a reconnect [MQTT-4.6.0-1];
/// and how many more may be sent. A ring: clients acknowledge in order nearly always, so the one looked for is nearly always at the head.
/// Guarded by the session's lock.
/// </summary>
internal sealed class InFlightWindow
{
    private const int FirstCapacity = 4;
    private const int KeptCapacity = 128;

    private InFlightMessage[] _ring = [];
    private int _head;
    private int _span;
    private int _window;
    private int _quota;
    private int _resend;
    private PacketIdentifiers _packetIds;

    /// <summary>Messages in flight.</summary>
    internal int Count { get; private set; }

    /// <summary>Places from the oldest message to the newest, completed ones between them included; the end of the indexer's range.</summary>
    internal int Span => _span;

    /// <summary>Whether the client takes another PUBLISH of QoS 1 or 2 now. [MQTT-4.9.0-2]</summary>
    internal bool HasQuota => _quota > 0;

    /// <summary>Whether everything that was in flight before this connection has been sent on it again; new messages come after that.</summary>
    internal bool IsResent => _resend >= _span;

    /// <summary>Index of what is to be sent again next, while not <see cref="IsResent"/>.</summary>
    internal int Resending => _resend;

    internal ref InFlightMessage this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>A new connection begins with its full quota, and gets again what the former one did not complete. [MQTT-4.9.0-1], [MQTT-4.4.0-1]</summary>
    internal void Begin(int window)
    {
        _window = window;
        _quota = window;
        _resend = 0;
    }

    /// <summary>The turn of the latest identifier.</summary>
    internal uint Turn => _packetIds.Turn;

    /// <summary>What was in flight in the life before, oldest first; identifiers go on behind it.</summary>
    internal void Restore(in InFlightMessage message)
    {
        Add(message);
        _packetIds.GoOnFrom(message.Turn);
    }

    /// <summary>An identifier for a message that is sent for the first time.</summary>
    internal ushort NextPacketId() => _packetIds.Next(this);

    /// <summary>A message is sent for the first time.</summary>
    internal void Start(ushort packetId, QoS qos, long now, in OutboundMessage kept, bool isMarked)
    {
        var isResent = IsResent;
        Add(new InFlightMessage
        {
            PacketId = packetId,
            Turn = _packetIds.Turn,
            State = qos == QoS.AtLeastOnce ? InFlightState.AwaitingPubAck : InFlightState.AwaitingPubRec,
            SentAt = now,
            IsMarked = isMarked,
            Outbound = kept,
        });
        if (isResent) _resend = _span;
        _quota--;
    }

    /// <summary>What is at <see cref="Resending"/> was sent again, or needed not to be.</summary>
    internal void Resent(bool tookQuota)
    {
        _resend++;
        if (tookQuota) _quota--;
    }

    internal bool Contains(ushort packetId) => Count > 0 && IndexOf(packetId) >= 0;

    /// <summary>Index of a message in flight, or -1.</summary>
    internal int IndexOf(ushort packetId)
    {
        for (var i = 0; i < _span; i++)
        {
            ref readonly var message = ref this[i];
            if (message.PacketId == packetId && message.State != InFlightState.Completed) return i;
        }

        return -1;
    }

    internal void Add(in InFlightMessage message)
    {
        if (_span == _ring.Length) MakeRoom();
        _ring[(_head + _span) & (_ring.Length - 1)] = message;
        _span++;
        Count++;
    }

    /// <summary>Completes the message at an index and gives back what it kept.</summary>
    /// <param name="index">Which.</param>
    /// <param name="returnsQuota">Whether it had taken quota on this connection.</param>
    internal OutboundMessage Complete(int index, bool returnsQuota = true)
    {
        var before = _span;
        ref var message = ref this[index];
        var outbound = message.Outbound;
        message = default;
        Count--;
        while (_span > 0 && this[0].State == InFlightState.Completed)
        {
            _head = (_head + 1) & (_ring.Length - 1);
            _span--;
        }

        if (_span == 0 && _ring.Length > KeptCapacity) _ring = [];
        if (_span == 0) _head = 0;
        // Completing the oldest moves the window: what has been sent again moves with it.
        _resend = Math.Clamp(_resend - (before - _span), 0, _span);
        if (returnsQuota && _quota < _window) _quota++;
        return outbound;
    }

    private void MakeRoom()
    {
        // Twice the places only if more than half of them are in use: a client that never acknowledges the oldest must not make the ring grow.
        var target = Count * 2 > _ring.Length || _ring.Length == 0 ? new InFlightMessage[Math.Max(FirstCapacity, _ring.Length * 2)] : _ring;
        var kept = new List<InFlightMessage>(Count);
        for (var i = 0; i < _span; i++)
        {
            if (this[i].State != InFlightState.Completed) kept.Add(this[i]);
        }

        Array.Clear(target);
        kept.CopyTo(target);
        _ring = target;
        _head = 0;
        _span = Count;
    }
}
