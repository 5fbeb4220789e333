namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Messages sent and not completed, in the order in which they were sent, which is the order in which they are sent again after a reconnect [MQTT-4.6.0-1].
/// A ring: clients acknowledge in order nearly always, so the one looked for is nearly always at the head. Guarded by the session's lock.
/// </summary>
internal sealed class InFlightWindow
{
    private const int FirstCapacity = 4;
    private const int KeptCapacity = 128;

    private InFlightMessage[] _ring = [];
    private int _head;
    private int _span;

    /// <summary>Messages in flight.</summary>
    internal int Count { get; private set; }

    /// <summary>Places from the oldest message to the newest, completed ones between them included; the end of the indexer's range.</summary>
    internal int Span => _span;

    internal ref InFlightMessage this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

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
    internal OutboundMessage Complete(int index)
    {
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
