using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Gmqtt.Broker.Outbound;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// The outbound half. Bytes go to the kernel on the caller's thread; what it does not take at once is remembered (not copied: the memory
/// stays untouched until the write completes) and sent by the loop as room comes. One write at a time. A failed send ends the output
/// without an exception: IsCompleted says so.
/// </summary>
internal sealed class EpollWriter : BufferedPipeWriter, IDirectOutput, IValueTaskSource<FlushResult>
{
    private readonly EpollTransport _transport;
    private ManualResetValueTaskSourceCore<FlushResult> _core;
    private ReadOnlyMemory<byte> _rest;
    private TaskCompletionSource? _ending;
    private bool _waits;
    private bool _broken;
    private bool _completed;

    public EpollWriter(EpollTransport transport) => _transport = transport;

    /// <summary>Whether a write waits; under the transport's gate.</summary>
    public bool Waits => _waits;

    private bool Ended => _broken || _completed || _transport.Aborted;

    /// <summary>A write cut short has sent part of a packet, after which the stream is of no use: the connection ends.</summary>
    public override void CancelPendingFlush() => _transport.Abort();

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        lock (_transport.Gate)
        {
            if (_completed)
            {
                return default;
            }

            if (_waits)
            {
                _ending ??= new TaskCompletionSource();
                return new ValueTask(_ending.Task);
            }
        }

        if (UnflushedBytes > 0)
        {
            return FlushAndEndAsync();
        }

        EndNow();
        return default;
    }

    public int TrySend(ReadOnlySpan<byte> source)
    {
        if (Ended)
        {
            return -1;
        }

        var sent = _transport.Send(source);
        if (sent >= 0)
        {
            return sent;
        }

        if (sent == -Linux.TryAgain)
        {
            return 0;
        }

        _broken = true;
        return -1;
    }

    /// <summary>On the loop's thread, which alone completes writes: there is room, or nobody to send to.</summary>
    public void OnWritable()
    {
        lock (_transport.Gate)
        {
            if (!_waits)
            {
                _transport.UpdateInterest();
                return;
            }
        }

        if (!_transport.Aborted)
        {
            var sent = _transport.Send(_rest.Span);
            if (sent == -Linux.TryAgain)
            {
                return;
            }

            _broken = sent < 0;
            _rest = _rest[Math.Max(sent, 0)..];
            if (!_broken && !_rest.IsEmpty)
            {
                return;
            }
        }

        CompleteWrite();
    }

    /// <summary>The transport is closed.</summary>
    public void Discard()
    {
        _completed = true;
        Release();
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    protected override ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> source)
    {
        if (Ended || source.IsEmpty)
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: Ended));
        }

        var sent = _transport.Send(source.Span);
        if (sent == source.Length)
        {
            return default;
        }

        if (sent < 0 && sent != -Linux.TryAgain)
        {
            _broken = true;
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
        }

        return WaitForRoom(source[Math.Max(sent, 0)..]);
    }

    private ValueTask<FlushResult> WaitForRoom(ReadOnlyMemory<byte> rest)
    {
        lock (_transport.Gate)
        {
            if (_waits)
            {
                throw new InvalidOperationException("A write is waiting already.");
            }

            _core.Reset();
            _rest = rest;
            _waits = true;
            if (!_transport.UpdateInterest())
            {
                _rest = default;
                _waits = false;
                _broken = true;
                return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
            }
        }

        return new ValueTask<FlushResult>(this, _core.Version);
    }

    private void CompleteWrite()
    {
        TaskCompletionSource? ending;
        lock (_transport.Gate)
        {
            // The interest in room is left to the next event: a busy writer would arm it again at once.
            _waits = false;
            _rest = default;
            ending = _ending;
        }

        _core.SetResult(new FlushResult(isCanceled: false, isCompleted: Ended));
        if (ending is not null)
        {
            EndNow();
            ending.TrySetResult();
        }
    }

    private async ValueTask FlushAndEndAsync()
    {
        await FlushAsync();
        EndNow();
    }

    private void EndNow()
    {
        if (!_completed)
        {
            _completed = true;
            _transport.EndOutput();
        }
    }
}
