using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// A stream (TLS, WebSocket) as a reader. It waits by reading no bytes, and so without a buffer; a buffer is one piece, as with the raw
/// transport. Reading from the stream is a loop of its own, because neither TLS nor WebSocket survives a read that is cancelled: <see
/// cref="CancelPendingRead"/> ends the reader's wait and leaves the stream's alone.
/// </summary>
internal sealed class StreamInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    // A TLS record's largest content.
    private const int FirstBuffer = 16 * 1024;

    private readonly Stream _stream;
    private readonly Demand _demand = new();
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _core;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _unexamined;
    private bool _waits;
    private bool _receiving;
    private bool _canceled;
    private bool _ended;
    private Exception? _fault;

    public StreamInput(Stream stream)
    {
        _stream = stream;
        _ = ReceiveAsync();
    }

    private bool HasSomethingToSay => _canceled || _ended || _unexamined;

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            var has = HasSomethingToSay;
            result = has ? TakeResult() : default;
            return has;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        short version;
        lock (_gate)
        {
            if (HasSomethingToSay)
            {
                return new ValueTask<ReadResult>(TakeResult());
            }

            _core.Reset();
            version = _core.Version;
            _waits = true;
        }

        _demand.Signal();
        return new ValueTask<ReadResult>(this, version);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_gate)
        {
            if (_buffer is null)
            {
                return;
            }

            _start = consumed.GetInteger();
            _unexamined = examined.GetInteger() < _end;
            ReleaseWhenEmpty();
        }
    }

    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            _canceled = true;
            if (!_waits)
            {
                return;
            }
        }

        // Elsewhere: the caller may hold a lock.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public override void Complete(Exception? exception = null)
    {
        lock (_gate)
        {
            _ended = true;
            _unexamined = false;
            _start = _end;
            ReleaseWhenEmpty();
        }
    }

    /// <summary>The other half of <see cref="CancelPendingRead"/>.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (!_canceled)
            {
                return;
            }
        }

        CompleteRead();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private async Task ReceiveAsync()
    {
        while (!_ended)
        {
            await _demand.WaitAsync();
            try
            {
                if (_buffer is null)
                {
                    await WaitForInputAsync();
                }

                if (BeginReceive() is not { } room)
                {
                    continue;
                }

                EndReceive(await _stream.ReadAsync(room));
            }
            catch (Exception exception)
            {
                // Whatever TLS or WebSocket has against the peer's bytes, it is the end of the input: the peer has been told so by that layer.
                _fault = NetworkFault.Is(exception) ? null : exception;
                EndReceive(0);
            }

            CompleteRead();
        }
    }

    private ValueTask<int> WaitForInputAsync() => _stream.ReadAsync(Memory<byte>.Empty);

    /// <summary>Room behind what is left of earlier bytes; null when nobody waits any more.</summary>
    private Memory<byte>? BeginReceive()
    {
        lock (_gate)
        {
            if (!_waits)
            {
                return null;
            }

            var remainder = _end - _start;
            if (_buffer is null || _buffer.Length - _end <= remainder / 2)
            {
                var larger = ByteBuffers.Rent(Math.Max(FirstBuffer, remainder * 2));
                _buffer?.AsSpan(_start, remainder).CopyTo(larger);
                ReturnBuffer();
                _buffer = larger;
                _end = remainder;
            }

            _receiving = true;
            return _buffer.AsMemory(_end);
        }
    }

    private void EndReceive(int received)
    {
        lock (_gate)
        {
            _receiving = false;
            _end += received;
            _unexamined |= received > 0;
            _ended |= received == 0;
            ReleaseWhenEmpty();
        }
    }

    private void CompleteRead()
    {
        ReadResult result;
        lock (_gate)
        {
            if (!_waits)
            {
                return;
            }

            _waits = false;
            result = TakeResult();
        }

        if (_fault is { } fault)
        {
            _core.SetException(fault);
        }
        else
        {
            _core.SetResult(result);
        }
    }

    private ReadResult TakeResult()
    {
        var bytes = _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        var result = new ReadResult(bytes, _canceled, _ended);
        _canceled = false;
        return result;
    }

    private void ReleaseWhenEmpty()
    {
        if (_start == _end && !_receiving)
        {
            ReturnBuffer();
        }
    }

    private void ReturnBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = 0;
            _end = 0;
            ByteBuffers.Return(buffer);
        }
    }
}
