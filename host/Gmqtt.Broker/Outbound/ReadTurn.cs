using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// All that an I/O thread does between two waits for the network, which may have several connections to read at once. Connections that got little from each of the reads in
/// it are flushed once, at its end: 200 publishers to one subscriber cost it one send a turn instead of 200. Each I/O thread has one, and uses it again and again.
/// </summary>
public sealed class ReadTurn
{
    // Of a thread, not of a connection: who reads for one connection sends to others, and a handler that had to wait goes on elsewhere, outside the turn.
    [ThreadStatic]
    private static ReadTurn? _open;

    private readonly Queue<TaskCompletionSource> _goingOn = new();
    private readonly Lock _gate = new();
    private List<Outbox> _kept = [];
    private List<Outbox>? _spare = [];

    // Of the turn's own thread alone.
    private DeliveryLatency? _delivery;
    private long _began;
    private int _sent;

    /// <summary>The turn that this thread is in, or null.</summary>
    internal static ReadTurn? Open => _open;

    /// <summary>Connections that are sent to at its end, so far; on the turn's thread.</summary>
    public int Kept => _kept.Count;

    /// <summary>Begins the turn on the calling thread.</summary>
    public void Begin() => _open = this;

    /// <summary>Ends it, on the same thread: lets those go on that were let go in it, and sends what has gathered.</summary>
    public void End()
    {
        try
        {
            while (NextGoingOn() is { } source) source.TrySetResult();
        }
        finally
        {
            _open = null; // before the flush: it is the last of this turn, and keeps nothing back
            Flush();
            if (_sent > 0) _delivery!.Sent(_began, _sent);
            (_delivery, _sent) = (null, 0);
        }
    }

    /// <summary>From another thread, when the turn's own does not come back from a call: nobody else waits for that call.</summary>
    public void Relieve()
    {
        while (NextGoingOn() is { } source) GoOnElsewhere(source);
        Flush();
    }

    /// <summary>
    /// Lets somebody go on who waits for this, never on the caller's stack, who holds locks: in a turn at its end on this very thread, else on the thread pool. On one core a
    /// hop to the pool was a fifth of what a message from 200 waiting publishers cost, and by the time it came, others had taken the room.
    /// </summary>
    internal static void GoOn(TaskCompletionSource source)
    {
        if (_open is not { } turn)
        {
            GoOnElsewhere(source);
            return;
        }

        lock (turn._gate) turn._goingOn.Enqueue(source);
    }

    /// <summary>When the turn began: its first batch reads the clock for all that follow.</summary>
    internal long BeganFor(DeliveryLatency delivery)
    {
        if (_delivery is null) (_delivery, _began) = (delivery, delivery.Now);
        return _delivery == delivery ? _began : delivery.Now;
    }

    /// <summary>Messages that are on their way when the turn ends; false when another broker has the turn.</summary>
    internal bool Sent(DeliveryLatency delivery, int messages)
    {
        if (_delivery != delivery) return false;
        _sent += messages;
        return true;
    }

    /// <summary>Sends what an outbox has when the turn ends.</summary>
    internal void Keep(Outbox outbox)
    {
        if (outbox.KeptBy == this) return;
        lock (_gate)
        {
            outbox.KeptBy = this;
            _kept.Add(outbox);
        }
    }

    private static void GoOnElsewhere(TaskCompletionSource source)
        => ThreadPool.UnsafeQueueUserWorkItem(static source => source.TrySetResult(), source, preferLocal: false);

    private TaskCompletionSource? NextGoingOn()
    {
        lock (_gate) return _goingOn.TryDequeue(out var source) ? source : null;
    }

    // Outside the lock: whoever calls GoOn holds a session's lock and takes this one.
    private void Flush()
    {
        List<Outbox> kept;
        lock (_gate)
        {
            if (_kept.Count == 0) return;
            (kept, _kept, _spare) = (_kept, _spare ?? [], null);
        }

        foreach (var outbox in kept)
        {
            outbox.KeptBy = null; // before the flush: who finds the mark need not keep what this will send
            outbox.Flush();
        }

        kept.Clear();
        lock (_gate) _spare = kept;
    }
}
