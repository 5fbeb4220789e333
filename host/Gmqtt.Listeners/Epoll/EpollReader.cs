using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// The inbound half. While a read waits, no buffer is held; when bytes come, they are received and the continuation runs at once, on the
/// loop's thread.
/// <para>While no read waits, the socket is not watched for input: the peer fills the kernel's window and stops. That is the
/// back-pressure.</para>
/// <para>A cancellation token is looked at on entry only; <see cref="CancelPendingRead"/> and abort end a read that waits.</para>
/// </summary>
internal sealed class EpollReader : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly EpollTransport _transport;
    private ManualResetValueTaskSourceCore<ReadResult> _core;
    private Inbound _inbound;
    private bool _waits;
    private bool _canceled;
    private bool _ended;

    public EpollReader(EpollTransport transport) => _transport = transport;

    /// <summary>Whether a read waits; under the transport's gate.</summary>
    public bool Waits => _waits;

    private bool HasSomethingToSay => _canceled || _ended || _inbound.HasUnexamined || _transport.Aborted;

    public override bool TryRead(out ReadResult result)
    {
        lock (_transport.Gate)
        {
            var has = HasSomethingToSay;
            result = has ? TakeResult() : default;
            return has;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_transport.Gate)
        {
            if (HasSomethingToSay)
            {
                return new ValueTask<ReadResult>(TakeResult());
            }

            if (_waits)
            {
                throw new InvalidOperationException("A read is waiting already.");
            }

            _core.Reset();
            _waits = true;
            if (!_transport.UpdateInterest())
            {
                _waits = false;
                _ended = true;
                return new ValueTask<ReadResult>(TakeResult());
            }
        }

        return new ValueTask<ReadResult>(this, _core.Version);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inbound.AdvanceTo(consumed, examined);

    public override void CancelPendingRead()
    {
        bool waits;
        lock (_transport.Gate)
        {
            _canceled = true;
            waits = _waits;
        }

        // The continuation belongs on the loop's thread, as ever: the caller may hold a lock.
        if (waits)
        {
            _transport.Loop.Post(_transport);
        }
    }

    public override void Complete(Exception? exception = null)
    {
        lock (_transport.Gate)
        {
            _ended = true;
        }

        _inbound.Release();
    }

    /// <summary>On the loop's thread, which alone completes reads: input, a hang-up or a cancellation has come.</summary>
    public void OnReadable()
    {
        bool receive;
        lock (_transport.Gate)
        {
            if (!_waits)
            {
                _transport.UpdateInterest();
                return;
            }

            receive = !_canceled && !_transport.Aborted;
        }

        // One call: if it did not fill the room, the socket is empty; if it did, epoll reports the rest at once, after the other
        // connections' turn.
        var received = receive ? _inbound.Receive(_transport) : 0;
        if (received == -Linux.TryAgain)
        {
            return;
        }

        ReadResult result;
        lock (_transport.Gate)
        {
            // A reset is the end of the input like any other: MQTT tells an orderly end by DISCONNECT, and exceptions are a lever for
            // attackers.
            _ended |= receive && received <= 0;
            _waits = false;
            result = TakeResult();
        }

        _core.SetResult(result);
        if (received > 0)
        {
            _inbound.EndLoan(LoopThread.Current.Receiving);
        }
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private ReadResult TakeResult()
    {
        var result = new ReadResult(_inbound.Sequence, _canceled, _ended || _transport.Aborted);
        _canceled = false;
        return result;
    }
}
