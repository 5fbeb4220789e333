using System.Runtime.InteropServices;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Epoll;

/// <summary>A listening socket in one loop; what it takes is spread over all loops.</summary>
internal sealed class EpollAcceptor : IEpollTarget, IAcceptor
{
    // So that a storm of connections does not keep the loop's other connections waiting.
    private const int AcceptsPerTurn = 32;

    private const int LongestBacklog = 4096;

    private readonly EpollEngine _engine;
    private readonly EpollLoop _loop;
    private readonly BoundSocket _socket;
    private readonly IAcceptSink _sink;
    private readonly AcceptCall _accept;
    private readonly Lock _gate = new();
    private readonly ulong _token;
    private readonly ITimer _resume;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopping;

    public EpollAcceptor(EpollEngine engine, EpollLoop loop, BoundSocket socket, IAcceptSink sink, AcceptCall accept)
    {
        _accept = accept;
        _engine = engine;
        _loop = loop;
        _socket = socket;
        _sink = sink;
        _resume = engine.TimeProvider.CreateTimer(
            static state => ((EpollAcceptor)state!).Watch(EpollFlags.Readable), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _token = loop.Attach(this);
        if (!loop.Control(EpollFlags.Add, socket.Handle, EpollFlags.Readable, _token))
        {
            throw new IOException("The kernel refused to watch the listening socket.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _stopping = true;
                _loop.Control(EpollFlags.Remove, _socket.Handle, 0, _token);
            }
        }

        await _resume.DisposeAsync();

        // The loop may be in the middle of accepting: once it comes to the post, it no longer is.
        _loop.Post(this);
        await _stopped.Task;
    }

    public void OnEvents(uint events)
    {
        for (var i = 0; i < AcceptsPerTurn && !Volatile.Read(ref _stopping); i++)
        {
            var delay = _sink.AcceptDelay();
            if (delay > TimeSpan.Zero)
            {
                Rest(delay);
                break;
            }

            if (!AcceptOne())
            {
                break;
            }
        }

        if (events == EpollFlags.Posted && Volatile.Read(ref _stopping))
        {
            Drain();
            _loop.Detach(_token);
            _stopped.TrySetResult();
        }
    }

    /// <summary>Who is connected already as far as the kernel told them is taken in: closing the socket would reset them.</summary>
    private void Drain()
    {
        for (var i = 0; i < LongestBacklog && AcceptOne(); i++)
        {
        }
    }

    private bool AcceptOne()
    {
        var accepted = _accept(_socket.Handle, out var remote);
        if (accepted >= 0)
        {
            _sink.OnAccepted(new EpollTransport(_engine.LeastBusy(), new Descriptor(accepted), _sink.Policy, remote));
            return true;
        }

        switch (-accepted)
        {
            case Linux.TryAgain:
                return false;
            case Linux.TooManyOpenFiles or Linux.TooManyOpenFilesInSystem or Linux.NoBuffers or Linux.OutOfMemory:
                Rest(AcceptBackOff.Delay);
                _sink.OnExhausted(Marshal.GetPInvokeErrorMessage(-accepted), AcceptBackOff.Delay);
                return false;
            default:
                // accept(2) hands on the errors of a connection that failed while it waited: the next one may be good, and the turn bounds
                // the tries.
                return true;
        }
    }

    private void Rest(TimeSpan delay)
    {
        Watch(0);
        lock (_gate)
        {
            if (!_stopping)
            {
                _resume.Change(delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Watch(uint events)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _loop.Control(EpollFlags.Modify, _socket.Handle, events, _token);
            }
        }
    }
}
