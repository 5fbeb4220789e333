using System.IO.Pipelines;
using Gmqtt.Broker.Stores;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// What one connection is about to send: packets are encoded straight into its buffer, under <see cref="Gate"/>, by whoever has something for the client, and sent together.
/// While one buffer is with the network a second one fills; an idle connection has none. <see cref="Flush"/> runs on the caller's thread and never waits: what the network
/// does not take at once goes on by itself, and <c>drained</c> is called when it has gone.
/// </summary>
internal sealed class Outbox : ICommitWaiter
{
    private const int SmallestBuffer = 256;

    /// <summary>The buffer is sized by what was sent last, up to this; beyond, it grows by doubling.</summary>
    private const int LargestFirstBuffer = 128 * 1024;

    /// <summary>So much every connection may have, even when clients together hold too much.</summary>
    private const int LargestWhenSpent = 4 * 1024;

    /// <summary>What is handed to the network at once: when it has taken as much, a receiver that had stalled has not any more, however much else waits for it.</summary>
    private const int LargestWrite = 64 * 1024;

    /// <summary>From so much on it is cheaper to send at once from where it is than to copy it and send it together with what others bring.</summary>
    private const int WorthSendingDirectly = 16 * 1024;

    private readonly Journal? _journal;
    private readonly PipeWriter _output;
    private readonly IDirectOutput? _direct;
    private readonly BufferPool _buffers;
    private readonly int _capacity;
    private readonly Func<long> _time;
    private byte[] _filling = [];
    private int _length;
    private byte[] _sending = [];
    private int _sendingLength;
    private int _sent;
    private int _expected = SmallestBuffer;
    private bool _flushing;
    private bool _owesRoom;
    private bool _closed;
    private long _stalledSince;
    private TaskCompletionSource? _idle;
    private HeldBytes? _held;
    private long _waitsFor;

    internal Outbox(PipeWriter output, BufferPool buffers, int capacity, Func<long> time, Journal? journal = null)
    {
        _journal = journal;
        _output = output;
        _direct = output as IDirectOutput;
        _buffers = buffers;
        _capacity = capacity;
        _time = time;
    }

    /// <summary>Guards everything outbound: this buffer and, once there is a session, its queue and window. Set before the connection is known to other threads.</summary>
    internal Lock Gate { get; set; } = new();

    /// <summary>
    /// Called when everything is sent after a time in which there was no room, or a send had to wait: somebody may have left messages in a queue. Without locks, on the thread that the
    /// network completes on or the thread pool.
    /// </summary>
    internal Action? Drained { get; set; }

    /// <summary>Called once when the network no longer takes anything.</summary>
    internal Action? Failed { get; set; }

    /// <summary>Called once, on the thread pool, when the buffer may not grow any more because clients together hold too much.</summary>
    internal Action? Refused { get; set; }

    /// <summary>The last <see cref="FlushList"/> this was put on, so that it is put there once.</summary>
    internal FlushList? TouchedBy { get; set; }

    /// <summary>The last <see cref="ReadTurn"/> that keeps this for its end, likewise.</summary>
    internal ReadTurn? KeptBy { get; set; }

    /// <summary>Whether another message may be encoded now; under <see cref="Gate"/>.</summary>
    internal bool IsWritable => _length < _capacity && !_closed;

    /// <summary>Whether enough waits that it is better sent before the batch ends; under <see cref="Gate"/>.</summary>
    internal bool IsHeavy => _length >= LargestFirstBuffer / 2;

    /// <summary>Bytes encoded and not with the network; read without a lock.</summary>
    internal int Length => _length;

    /// <summary>Since when the network has taken nothing of what waits, or 0; read without a lock.</summary>
    internal long StalledSince => Volatile.Read(ref _stalledSince);

    /// <summary>Room for one packet of exactly this size; under <see cref="Gate"/>. After the end the bytes go nowhere.</summary>
    internal Span<byte> Reserve(int size)
    {
        if (_length + size > _filling.Length && !TryGrow(size)) return new byte[size];
        var span = _filling.AsSpan(_length, size);
        if (!_closed) _length += size;
        return span;
    }

    /// <summary>
    /// Whether so many whole packets may be sent from where they are, because nothing stands before them; under <see cref="Gate"/>. If so, <see cref="SendDirectly"/> must follow,
    /// without it: until then everything else waits behind them.
    /// </summary>
    internal bool TryBeginDirect(int size)
    {
        if (_direct is null || size < WorthSendingDirectly || _flushing || _length > 0 || _closed || _buffers.IsSpent) return false;
        return _flushing = true;
    }

    /// <summary>Sends packets of somebody else's memory; what the network does not take at once is copied. Without locks.</summary>
    internal void SendDirectly(ReadOnlySpan<byte> packets)
    {
        var sent = _direct!.TrySend(packets);
        if (sent < 0)
        {
            Fail();
            return;
        }

        if (sent < packets.Length)
        {
            var rest = packets[sent..];
            _sending = _buffers.Rent(rest.Length);
            rest.CopyTo(_sending);
            _sendingLength = rest.Length;
        }
        else if (!Next(out var owesRoom))
        {
            if (owesRoom) TellElsewhere();
            return;
        }

        Send();
    }

    /// <summary>What stands at an offset and behind it leaves when the journal has committed a ticket; under <see cref="Gate"/>, before the bytes could leave. 0 for none.</summary>
    internal void Hold(int at, long ticket)
    {
        if (ticket == 0 || _journal is null) return;
        (_held ??= new HeldBytes(_journal)).Hold(at, ticket);
    }

    /// <summary>Room for one packet that promises nothing and so need not wait behind what is held; under <see cref="Gate"/>.</summary>
    internal Span<byte> ReserveAhead(int size)
    {
        var free = _held?.Free(_length) ?? _length;
        var span = Reserve(size);
        if (free == _length - size || _closed) return span;
        _filling.AsSpan(free, _length - size - free).CopyTo(_filling.AsSpan(free + size));
        _held!.Shift(size);
        return _filling.AsSpan(free, size);
    }

    /// <summary>Sends what is there and may leave, unless a send is under way, which will take it along. Without locks.</summary>
    internal void Flush()
    {
        lock (Gate)
        {
            if (_flushing || !TrySwap()) return;
            _flushing = true;
        }

        Send();
    }

    /// <summary>The journal has committed what was waited for.</summary>
    public void Committed()
    {
        lock (Gate) _waitsFor = 0;
        Flush();
    }

    /// <summary>Waits until nothing is under way; then everything encoded so far has gone or never will.</summary>
    internal Task IdleAsync()
    {
        Flush();
        lock (Gate)
        {
            if (!_flushing && _length == 0) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>From now on nothing is encoded; what has been is still sent.</summary>
    internal void Close()
    {
        lock (Gate) _closed = true;
    }

    /// <summary>Nobody will send what is left: gives the buffer back.</summary>
    internal void End()
    {
        lock (Gate)
        {
            _closed = true;
            _buffers.Return(_filling);
            _filling = [];
            _length = 0;
        }
    }

    /// <param name="isFree">Whether the caller's thread may be used for what waits: it is nobody's who has something to do himself.</param>
    private void Send(bool isFree = false)
    {
        while (true)
        {
            var size = Math.Min(LargestWrite, _sendingLength - _sent);
            ValueTask<FlushResult> write;
            try
            {
                write = _output.WriteAsync(_sending.AsMemory(_sent, size));
            }
            catch (Exception)
            {
                Fail();
                return;
            }

            if (!write.IsCompletedSuccessfully)
            {
                Volatile.Write(ref _stalledSince, Math.Max(1, _time()));
                _owesRoom = true;
                _ = FinishAsync(write, size);
                return;
            }

            if (write.Result.IsCompleted)
            {
                Fail();
                return;
            }

            _sent += size;
            if (_sent < _sendingLength || Next(out var owesRoom)) continue;
            if (owesRoom && isFree) Drained?.Invoke();
            else if (owesRoom) TellElsewhere();
            return;
        }
    }

    // What waits is sent by whoever is told, and may go through at once again: on this stack that would have no end, and its owner would not get on.
    private void TellElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(static outbox => outbox.Drained?.Invoke(), this, preferLocal: false);

    private async Task FinishAsync(ValueTask<FlushResult> write, int size)
    {
        try
        {
            if ((await write).IsCompleted)
            {
                Fail();
                return;
            }
        }
        catch (Exception)
        {
            Fail();
            return;
        }

        Volatile.Write(ref _stalledSince, 0);
        _sent += size;
        var owesRoom = false;
        if (_sent < _sendingLength || Next(out owesRoom)) Send(isFree: true);
        else if (owesRoom) Drained?.Invoke();
    }

    /// <summary>After a send: takes what was encoded meanwhile; false when there is nothing, and then whether somebody is to be told.</summary>
    private bool Next(out bool owesRoom)
    {
        owesRoom = false;
        TaskCompletionSource? idle = null;
        lock (Gate)
        {
            _buffers.Return(_sending);
            _sending = [];
            _sent = 0;
            if (TrySwap()) return true;
            _flushing = false;
            (owesRoom, _owesRoom) = (_owesRoom, false);
            if (_length == 0) (idle, _idle) = (_idle, null);
        }

        idle?.TrySetResult();
        return false;
    }

    private void Fail()
    {
        TaskCompletionSource? idle;
        lock (Gate)
        {
            // The network may still look at the buffer of a write that failed: it is left to the garbage collector, not to the pool.
            _buffers.Forget(_sending);
            _sending = [];
            _buffers.Return(_filling);
            _filling = [];
            _length = 0;
            _closed = true;
            _flushing = false;
            (idle, _idle) = (_idle, null);
        }

        Volatile.Write(ref _stalledSince, 0);
        idle?.TrySetResult();
        Failed?.Invoke();
    }

    /// <summary>Takes what may leave for sending; when nothing may, sees to it that the journal tells when it may.</summary>
    private bool TrySwap()
    {
        if (_length == 0) return false;
        var free = _held?.Free(_length) ?? _length;
        if (free < _length && _held!.Ticket != _waitsFor)
        {
            _waitsFor = _held.Ticket;
            if (!_journal!.WaitFor(_waitsFor, this))
            {
                _waitsFor = 0; // committed this moment
                return TrySwap();
            }
        }

        if (free == 0) return false;
        _owesRoom |= _length >= _capacity;
        if (free == _length) Swap();
        else SwapPart(free);
        return true;
    }

    private void SwapPart(int count)
    {
        var rest = _length - count;
        var held = _buffers.Rent(Math.Max(rest, SmallestBuffer));
        _filling.AsSpan(count, rest).CopyTo(held);
        (_sending, _sendingLength) = (_filling, count);
        (_filling, _length) = (held, rest);
        _held!.Left(count);
    }

    private void Swap()
    {
        _expected = Math.Min(LargestFirstBuffer, Math.Max(SmallestBuffer, (_expected + (_length * 3)) / 4));
        (_sending, _sendingLength) = (_filling, _length);
        (_filling, _length) = ([], 0);
    }

    /// <summary>False when nothing more is encoded: the bytes of this packet go nowhere.</summary>
    private bool TryGrow(int size)
    {
        if (_closed) return false;
        var needed = _length + size;
        if (needed > LargestWhenSpent && _buffers.IsSpent)
        {
            _closed = true;
            // Never on this stack, which holds locks.
            ThreadPool.UnsafeQueueUserWorkItem(static outbox => outbox.Refused?.Invoke(), this, preferLocal: false);
            return false;
        }

        var larger = _buffers.Rent(_length == 0 ? Math.Max(needed, _expected) : Math.Max(needed, _filling.Length * 2));
        _filling.AsSpan(0, _length).CopyTo(larger);
        _buffers.Return(_filling);
        _filling = larger;
        return true;
    }
}
