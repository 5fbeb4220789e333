using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Messages of one session that are not sent yet, oldest first, in a ring that is as large as it ever had to be and gone when it is empty.
/// Guarded by the session's lock. What must go when it is full is for <see cref="DropPolicy"/> to say.
/// </summary>
internal sealed class OutboundQueue
{
    private const int FirstCapacity = 8;

    /// <summary>A ring larger than this is not kept for an empty queue.</summary>
    private const int KeptCapacity = 128;

    private OutboundMessage[] _ring = [];
    private int _head;
    private long _earliestExpiry = long.MaxValue;

    internal int Count { get; private set; }

    /// <summary>How many of them are QoS 0.</summary>
    internal int QoS0Count { get; private set; }

    internal long Bytes { get; private set; }

    internal ref readonly OutboundMessage this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

    internal void Enqueue(in OutboundMessage message)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = message;
        Count++;
        if (message.QoS == QoS.AtMostOnce) QoS0Count++;
        Bytes += message.Message.Size;
        if (message.ExpiresAt < _earliestExpiry) _earliestExpiry = message.ExpiresAt;
    }

    /// <summary>Puts messages before those that are here.</summary>
    internal void Prepend(IReadOnlyList<OutboundMessage> older)
    {
        var newer = new List<OutboundMessage>(Count);
        while (Count > 0) newer.Add(Dequeue());
        foreach (var message in older) Enqueue(message);
        foreach (var message in newer) Enqueue(message);
    }

    internal OutboundMessage Dequeue()
    {
        var message = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Removed(message);
        return message;
    }

    /// <summary>Takes one out of the middle.</summary>
    internal OutboundMessage RemoveAt(int index)
    {
        var mask = _ring.Length - 1;
        var message = _ring[(_head + index) & mask];
        for (var i = index; i > 0; i--) _ring[(_head + i) & mask] = _ring[(_head + i - 1) & mask];
        _ring[_head] = default;
        _head = (_head + 1) & mask;
        Removed(message);
        return message;
    }

    /// <summary>Index of the first message that has expired, or -1.</summary>
    internal int IndexOfExpired(long now)
    {
        if (_earliestExpiry > now) return -1;
        _earliestExpiry = long.MaxValue;
        for (var i = 0; i < Count; i++)
        {
            var expiresAt = this[i].ExpiresAt;
            if (expiresAt <= now)
            {
                _earliestExpiry = now; // there may be more behind it
                return i;
            }

            if (expiresAt < _earliestExpiry) _earliestExpiry = expiresAt;
        }

        return -1;
    }

    /// <summary>Index of the first message of QoS 0, or -1.</summary>
    internal int IndexOfQoS0()
    {
        if (QoS0Count == 0) return -1;
        for (var i = 0; i < Count; i++)
        {
            if (this[i].QoS == QoS.AtMostOnce) return i;
        }

        return -1;
    }

    private void Removed(in OutboundMessage message)
    {
        Count--;
        if (message.QoS == QoS.AtMostOnce) QoS0Count--;
        Bytes -= message.Message.Size;
        if (Count > 0) return;
        _earliestExpiry = long.MaxValue;
        if (_ring.Length > KeptCapacity)
        {
            _ring = [];
            _head = 0;
        }
    }

    private void Grow()
    {
        var larger = new OutboundMessage[Math.Max(FirstCapacity, _ring.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        _ring = larger;
        _head = 0;
    }
}
