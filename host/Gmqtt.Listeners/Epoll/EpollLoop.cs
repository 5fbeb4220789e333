using System.Runtime.InteropServices;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Time;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// One I/O thread: waits for the network, calls its targets, and with them everything a packet causes. Nothing here may wait for anything
/// but the network; where something does all the same, say a plugin's hook, <see cref="Relieve"/> puts another thread in its place.
/// </summary>
internal sealed unsafe class EpollLoop
{
    private const int EventsPerWait = 256;

    /// <summary>From so many connections on that have something to be sent, it pays to ask whether more has come for them before it is sent.</summary>
    private const int ManyToSend = 16;

    /// <summary>The longest that what is to be sent is kept for what has come meanwhile.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(1);
    private const ulong WakeToken = ulong.MaxValue;

    /// <summary>Threads that did not come back; more are not replaced, as whatever blocks them would take the new ones too.</summary>
    private const int MostRelieved = 32;

    private readonly Descriptor _epoll;
    private readonly Descriptor _wake;
    private readonly SlabPool _slabs;
    private readonly LoopSlots _slots = new();
    private readonly Lock _postGate = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Queue<IEpollTarget> _posted = [];
    private volatile LoopThread _thread;
    private int _relieved;
    private int _threads;
    private volatile bool _stopping;

    public EpollLoop(int index, SlabPool slabs, TimeProvider timeProvider, ILogger logger)
    {
        Name = $"gmqtt-io-{index}";
        _slabs = slabs;
        _timeProvider = timeProvider;
        _logger = logger;
        _epoll = Descriptor.Own(Libc.EpollCreate(Linux.CloseOnExec), "epoll_create1");
        _wake = Descriptor.Own(Libc.EventDescriptor(0, Linux.CloseOnExec | Linux.NonBlocking), "eventfd");
        Control(EpollFlags.Add, _wake, EpollFlags.Readable, WakeToken);
        _thread = new LoopThread(Name, slabs);
        Start(_thread);
    }

    public string Name { get; }

    public int Count => _slots.Count;

    public LoopActivity Activity
    {
        get
        {
            var thread = _thread;
            return new(thread.Name, Count, Volatile.Read(ref thread.BusySince), Volatile.Read(ref thread.Wakeups));
        }
    }

    /// <summary>What the system says of the thread in charge.</summary>
    public ThreadLook Look() => ThreadLook.Of(Volatile.Read(ref _thread.Id));

    public ulong Attach(IEpollTarget target) => _slots.Add(target);

    public void Detach(ulong token) => _slots.Remove(token);

    /// <summary>Everything attached at this moment.</summary>
    public IEpollTarget[] Targets() => _slots.ToArray();

    /// <summary>Watches a descriptor, or stops; false, and a log line, where the kernel refuses.</summary>
    public bool Control(int operation, SafeHandle target, uint events, ulong token)
    {
        try
        {
            if (EpollEvents.Control(_epoll, operation, target, events, token))
            {
                return true;
            }

            _logger.WatchRefused(Name, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
        catch (ObjectDisposedException)
        {
            // The loop has stopped, or the socket is closed.
        }

        return false;
    }

    /// <summary>Calls the target on the loop's thread soon, with <see cref="EpollFlags.Posted"/>.</summary>
    public void Post(IEpollTarget target)
    {
        lock (_postGate)
        {
            _posted.Enqueue(target);
            if (_posted.Count > 1)
            {
                return;
            }
        }

        Wake();
    }

    /// <summary>Ends the thread after the callback it is in; what is still attached gets no more events.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        Wake();
        return _stopped.Task;
    }

    private void Wake()
    {
        var one = 1UL;
        try
        {
            _ = Libc.Write(_wake, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The loop has stopped: nobody is left to be woken.
        }
    }

    /// <summary>
    /// Lets another thread go on in the place of one that does not come back from its callback: the loop's other connections must not wait for it. What it had fetched is
    /// reported again, as events are level-triggered; what was posted is still queued. When it does come back it finishes its connection's turn, and ends.
    /// </summary>
    /// <param name="since">When the callback began, as <see cref="Activity"/> said.</param>
    /// <returns>The thread that was relieved; null where it has come back by now, or too many are out already.</returns>
    public string? Relieve(long since)
    {
        var stuck = _thread;
        if (Volatile.Read(ref stuck.BusySince) != since || Volatile.Read(ref _relieved) >= MostRelieved)
        {
            return null;
        }

        Interlocked.Increment(ref _relieved);
        _thread = new LoopThread($"{Name}+{++_threads}", _slabs);
        Start(_thread);
        Wake();
        stuck.Turn.Relieve(); // what it would send at the end of its turn must not wait for it either
        return stuck.Name;
    }

    private void Start(LoopThread thread) => new Thread(() => Run(thread)) { Name = thread.Name, IsBackground = true }.UnsafeStart();

    private void Run(LoopThread me)
    {
        LoopThread.Current = me;
        Volatile.Write(ref me.Id, ThreadLook.CurrentThreadId);
        using var events = new EpollEvents(EventsPerWait);
        try
        {
            while (!_stopping && _thread == me)
            {
                var count = Wait(events, -1);
                me.Wakeups++;
                me.Turn.Begin();
                var since = 0L;
                do
                {
                    for (var i = 0; i < count && _thread == me; i++)
                    {
                        Dispatch(me, events.Token(i), events.Events(i));
                    }
                }
                while (_thread == me && GoesOn(me.Turn, ref since) && (count = Wait(events, 0)) > 0);

                End(me.Turn);
            }
        }
        finally
        {
            if (_thread == me)
            {
                _epoll.Dispose();
                _wake.Dispose();
                _stopped.SetResult();
            }
            else
            {
                Interlocked.Decrement(ref _relieved);
                Wake(); // an event this thread had taken off may be the wake-up itself
            }
        }
    }

    /// <summary>
    /// Whether the turn takes in what has come meanwhile. A publisher that is as fast as the broker gives it a little each time, for other receivers each time: each little
    /// would be a send for every message. Together with the next, several go in one send.
    /// </summary>
    private bool GoesOn(ReadTurn turn, ref long since)
    {
        if (turn.Kept < ManyToSend)
        {
            return false;
        }

        if (since == 0)
        {
            since = _timeProvider.GetTimestamp();
            return true;
        }

        return _timeProvider.GetElapsedTime(since) < LongestTurn;
    }

    private int Wait(EpollEvents events, int milliseconds)
    {
        while (true)
        {
            var count = Libc.EpollWait(_epoll, events.Memory, events.Capacity, milliseconds);
            if (count >= 0)
            {
                return count;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Linux.Interrupted)
            {
                // Only a fault of this very code gets here, and a loop that spins on it would hide it.
                throw new IOException($"epoll_wait failed: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }

    private void Dispatch(LoopThread me, ulong token, uint events)
    {
        if (token == WakeToken)
        {
            RunPosted(me);
        }
        else if (_slots.Find(token) is { } target)
        {
            Call(me, target, events);
        }
    }

    private void Call(LoopThread me, IEpollTarget target, uint events)
    {
        Volatile.Write(ref me.BusySince, _timeProvider.GetTimestamp());
        try
        {
            target.OnEvents(events);
        }
        catch (Exception exception)
        {
            // One connection's fault must not take the thousands that share the thread with it.
            _logger.CallbackFailed(exception, Name);
            (target as EpollTransport)?.Abort();
        }
        finally
        {
            Volatile.Write(ref me.BusySince, 0);
        }
    }

    private void End(ReadTurn turn)
    {
        try
        {
            turn.End();
        }
        catch (Exception exception)
        {
            _logger.CallbackFailed(exception, Name);
        }
    }

    private void RunPosted(LoopThread me)
    {
        ulong count;
        _ = Libc.Read(_wake, &count, sizeof(ulong));
        for (var left = Posted(); left > 0 && _thread == me; left--)
        {
            IEpollTarget? target;
            lock (_postGate)
            {
                if (!_posted.TryDequeue(out target))
                {
                    return;
                }
            }

            Call(me, target, EpollFlags.Posted);
        }

        // What came meanwhile, or is left by a thread that was relieved, gets a turn of its own.
        if (Posted() > 0)
        {
            Wake();
        }
    }

    private int Posted()
    {
        lock (_postGate)
        {
            return _posted.Count;
        }
    }
}
