using System.Runtime.InteropServices;
using Gmqtt.Broker.Outbound;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// One I/O thread: waits for the network, calls its targets, and with them everything a packet causes. Nothing here may wait for anything
/// but the network.
/// </summary>
internal sealed unsafe class EpollLoop
{
    private const int EventsPerWait = 256;
    private const ulong WakeToken = ulong.MaxValue;

    private readonly Descriptor _epoll;
    private readonly Descriptor _wake;
    private readonly LoopSlots _slots = new();
    private readonly Lock _postGate = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private List<IEpollTarget> _posted = [];
    private List<IEpollTarget> _taken = [];
    private long _busySince;
    private long _wakeups;
    private volatile bool _stopping;

    public EpollLoop(int index, SlabPool slabs, TimeProvider timeProvider, ILogger logger)
    {
        Name = $"gmqtt-io-{index}";
        Receiving = new ReceiveSpace(slabs);
        _timeProvider = timeProvider;
        _logger = logger;
        _epoll = Descriptor.Own(Libc.EpollCreate(Linux.CloseOnExec), "epoll_create1");
        _wake = Descriptor.Own(Libc.EventDescriptor(0, Linux.CloseOnExec | Linux.NonBlocking), "eventfd");
        Control(EpollFlags.Add, _wake, EpollFlags.Readable, WakeToken);
        new Thread(Run) { Name = Name, IsBackground = true }.UnsafeStart();
    }

    public string Name { get; }

    public int Count => _slots.Count;

    /// <summary>Where connections of this loop receive; only its own thread may touch it.</summary>
    public ReceiveSpace Receiving { get; }

    public LoopActivity Activity => new(Name, Count, Volatile.Read(ref _busySince), Volatile.Read(ref _wakeups));

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
            _posted.Add(target);
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

    private void Run()
    {
        using var events = new EpollEvents(EventsPerWait);
        try
        {
            while (!_stopping)
            {
                var count = Wait(events);
                _wakeups++;
                if (count > 1)
                {
                    ReadTurn.Begin();
                }

                for (var i = 0; i < count; i++)
                {
                    Dispatch(events.Token(i), events.Events(i));
                }

                EndTurn();
            }
        }
        finally
        {
            _epoll.Dispose();
            _wake.Dispose();
            _stopped.SetResult();
        }
    }

    private int Wait(EpollEvents events)
    {
        while (true)
        {
            var count = Libc.EpollWait(_epoll, events.Memory, events.Capacity, -1);
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

    private void Dispatch(ulong token, uint events)
    {
        if (token == WakeToken)
        {
            RunPosted();
        }
        else if (_slots.Find(token) is { } target)
        {
            Call(target, events);
        }
    }

    private void Call(IEpollTarget target, uint events)
    {
        Volatile.Write(ref _busySince, _timeProvider.GetTimestamp());
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
            Volatile.Write(ref _busySince, 0);
        }
    }

    private void EndTurn()
    {
        try
        {
            ReadTurn.End();
        }
        catch (Exception exception)
        {
            _logger.CallbackFailed(exception, Name);
        }
    }

    private void RunPosted()
    {
        ulong count;
        _ = Libc.Read(_wake, &count, sizeof(ulong));
        lock (_postGate)
        {
            (_posted, _taken) = (_taken, _posted);
        }

        foreach (var target in _taken)
        {
            Call(target, EpollFlags.Posted);
        }

        _taken.Clear();
    }
}
