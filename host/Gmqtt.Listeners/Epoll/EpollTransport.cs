using System.IO.Pipelines;
using System.Net;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// A socket served by an <see cref="EpollLoop"/>. Reads and their continuations run on the loop's thread; writes go out on the caller's
/// thread and only what the kernel does not take at once waits for the loop.
/// <para>
/// Which events the loop waits for, whether a read or write waits, and whether the socket is closed change under <see cref="Gate"/> alone,
/// because the engine, the loop and whoever aborts may come at once. No continuation runs under it.
/// </para>
/// </summary>
internal sealed class EpollTransport : RawTransport, IEpollTarget
{
    private readonly Descriptor _socket;
    private readonly EpollReader _input;
    private readonly EpollWriter _output;
    private readonly ulong _token;
    private readonly bool _tells;
    private EndPoint? _localEndPoint;
    private long _sent;
    private long _allTakenAt;
    private uint _interest;
    private bool _registered;
    private bool _closed;
    private bool _closeWhenIdle;
    private int _aborted;

    public EpollTransport(EpollLoop loop, Descriptor socket, ListenerPolicy listener, EndPoint? remoteEndPoint)
        : base(listener, remoteEndPoint)
    {
        Loop = loop;
        _socket = socket;
        _tells = remoteEndPoint is IPEndPoint; // a unix socket answers with the memory that it takes
        _input = new EpollReader(this);
        _output = new EpollWriter(this);
        _token = loop.Attach(this);
    }

    public override PipeReader Input => _input;

    public override PipeWriter Output => _output;

    public override int Descriptor => (int)_socket.DangerousGetHandle();

    public override EndPoint? LocalEndPoint => _localEndPoint ??= SocketName.Local(_socket);

    public EpollLoop Loop { get; }

    public Lock Gate { get; } = new();

    public bool Aborted => Volatile.Read(ref _aborted) != 0;

    public override OutputProgress? Progress
    {
        get
        {
            if (!_tells) return null;
            var sent = Volatile.Read(ref _sent);
            // Who has all of it and was sent nothing since is not asked again.
            var waiting = sent == Volatile.Read(ref _allTakenAt) ? 0 : SocketCalls.Untaken(_socket);
            if (waiting == 0) Volatile.Write(ref _allTakenAt, sent);
            return new OutputProgress(sent - waiting, waiting);
        }
    }

    public override void Abort()
    {
        // The kernel reports the hang-up to the loop, which completes what waits: continuations never run on the thread that aborts, which
        // may hold a lock.
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            SocketCalls.Shutdown(_socket, Linux.ShutdownBoth);
        }
    }

    public override ValueTask DisposeAsync()
    {
        Abort();
        lock (Gate)
        {
            // What still waits is completed by the loop, which closes afterwards.
            _closeWhenIdle = true;
            if (_input.Waits || _output.Waits)
            {
                return default;
            }
        }

        Close();
        return default;
    }

    public void OnEvents(uint events)
    {
        var broken = (events & (EpollFlags.Error | EpollFlags.HangUp)) != 0;
        if (broken || (events & EpollFlags.Writable) != 0)
        {
            _output.OnWritable();
        }

        if (broken || events == EpollFlags.Posted || (events & EpollFlags.Readable) != 0)
        {
            _input.OnReadable();
        }

        if (broken)
        {
            AfterHangUp();
        }
    }

    /// <summary>Under <see cref="Gate"/>: tells the kernel what to wait for, where that changed; false where it cannot.</summary>
    public bool UpdateInterest()
    {
        var wanted = (_input.Waits ? EpollFlags.Readable : 0) | (_output.Waits ? EpollFlags.Writable : 0);
        if (_closed || !(_registered ? wanted != _interest : wanted != 0))
        {
            return !_closed;
        }

        if (!Loop.Control(_registered ? EpollFlags.Modify : EpollFlags.Add, _socket, wanted, _token))
        {
            return false;
        }

        _registered = true;
        _interest = wanted;
        return true;
    }

    public int Receive(Span<byte> buffer) => SocketCalls.Receive(_socket, buffer);

    /// <summary>For one thread at a time.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = SocketCalls.Send(_socket, bytes);
        if (sent > 0) Volatile.Write(ref _sent, _sent + sent);
        return sent;
    }

    public void EndOutput() => SocketCalls.Shutdown(_socket, Linux.ShutdownWrite);

    private void AfterHangUp()
    {
        bool close;
        lock (Gate)
        {
            if (_closed || _input.Waits || _output.Waits)
            {
                return;
            }

            // The kernel repeats a hang-up for as long as the socket is watched, whatever is waited for: with nobody to tell, the loop
            // would spin.
            if (_registered)
            {
                Loop.Control(EpollFlags.Remove, _socket, 0, _token);
                _registered = false;
            }

            close = _closeWhenIdle;
        }

        if (close)
        {
            Close();
        }
    }

    private void Close()
    {
        lock (Gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        Loop.Detach(_token);
        _socket.Dispose();
        _input.Complete();
        _output.Discard();
    }
}
