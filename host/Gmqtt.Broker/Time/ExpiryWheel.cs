namespace Gmqtt.Broker.Time;

/// <summary>
/// All deadlines of one kind of time in a ring of slots, one slot a beat. Scheduling and cancelling are a few pointer writes however many there are, and a beat
/// looks at one slot; a deadline further away than one round stays in its slot and is passed over until its round has come.
/// </summary>
internal sealed class ExpiryWheel
{
    private const int Slots = 1024;
    private static readonly long SlotLength = (long)Heartbeat.Period.TotalMilliseconds;

    private readonly Lock _gate = new();
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private readonly Queue<Deadline> _due = new();
    private readonly Func<long> _time;
    private long _position;
    private int _count;

    /// <param name="time">Which reading of the clock the deadlines are measured by.</param>
    internal ExpiryWheel(Func<long> time)
    {
        _time = time;
        _position = time() / SlotLength;
    }

    internal int Count => Volatile.Read(ref _count);

    /// <summary>Sets a deadline, or moves it.</summary>
    internal void Schedule(Deadline deadline, long dueAt)
    {
        lock (_gate)
        {
            Unlink(deadline);
            Link(deadline, dueAt);
        }
    }

    /// <summary>Takes a deadline out; false when it was not set or is already being called.</summary>
    internal bool Cancel(Deadline deadline)
    {
        lock (_gate) return Unlink(deadline);
    }

    /// <summary>Calls what is due. Called by the heartbeat alone.</summary>
    internal void Advance()
    {
        var now = _time();
        lock (_gate)
        {
            // After a long gap one round visits every slot; more would visit them twice.
            var last = now / SlotLength;
            for (var position = Math.Max(_position, last - Slots + 1); position <= last; position++) Collect((int)(position % Slots), now);
            _position = last;
        }

        // Taken out before it is called: what one of them throws does not keep the others from being called at the next beat.
        while (_due.TryDequeue(out var deadline)) deadline.OnDue();
    }

    private void Collect(int slot, long now)
    {
        for (var deadline = _slots[slot]; deadline is not null;)
        {
            var next = deadline.Next;
            if (deadline.DueAt <= now)
            {
                Unlink(deadline);
                _due.Enqueue(deadline);
            }

            deadline = next;
        }
    }

    private void Link(Deadline deadline, long dueAt)
    {
        // Rounded up, and never into a slot already passed: a deadline comes late by less than a beat, never early.
        var slot = (int)(Math.Max((dueAt + SlotLength - 1) / SlotLength, _position) % Slots);
        deadline.DueAt = dueAt;
        deadline.Slot = slot;
        deadline.Previous = null;
        deadline.Next = _slots[slot];
        if (deadline.Next is { } next) next.Previous = deadline;
        _slots[slot] = deadline;
        _count++;
    }

    private bool Unlink(Deadline deadline)
    {
        if (deadline.Slot < 0) return false;
        if (deadline.Previous is { } previous) previous.Next = deadline.Next;
        else _slots[deadline.Slot] = deadline.Next;
        if (deadline.Next is { } next) next.Previous = deadline.Previous;
        deadline.Slot = -1;
        deadline.Next = null;
        deadline.Previous = null;
        _count--;
        return true;
    }
}
