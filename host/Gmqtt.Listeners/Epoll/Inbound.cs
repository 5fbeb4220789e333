using System.Buffers;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// The bytes a reader has been given, always one contiguous piece. They are received into the loop's slab and lent to the reader. A reader
/// that is done with them before its continuation returns costs nothing; one that is not keeps its part of the slab. What is left of a
/// packet that is still on its way moves to an array of the connection's own, which grows with the bytes that really came, never with a
/// length that a packet declares.
/// </summary>
internal struct Inbound
{
    /// <summary>
    /// Up to this much is copied in front of the next bytes; more stays where it is and the next bytes are received behind it.
    /// </summary>
    private const int JoinLimit = 4096;

    /// <summary>
    /// The same while bytes come faster than they are received: behind what is left of a 16 KiB packet there is room for the next one and
    /// no more, so that each would take a receive and a send of its own for ever. With the whole slab to receive into a message of 16 KiB
    /// costs 3.2 to 4.2 us of CPU, in and out, on a machine that does nothing else. Not for one that sends byte by byte, for whom every byte would copy all this.
    /// </summary>
    private const int BusyJoinLimit = 32 * 1024;

    private const int NotLent = 0;
    private const int Lent = 1;
    private const int Kept = 2;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _filledItsRoom;
    private ReadSlab? _slab;
    private int _loan;

    /// <summary>Whether there are bytes that the reader has not looked at, so that its next read need not wait.</summary>
    public bool HasUnexamined { get; private set; }

    public readonly ReadOnlySequence<byte> Sequence =>
        _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start);

    /// <summary>Receives once; the count, 0 at the end, or errno below zero.</summary>
    public int Receive(EpollTransport transport)
    {
        var remainder = _end - _start;
        if (remainder > (_filledItsRoom ? BusyJoinLimit : JoinLimit))
        {
            return ReceiveBehind(transport, remainder);
        }

        var space = LoopThread.Current.Receiving;
        var offset = space.Offset;
        var room = space.Slab.Array.AsSpan(offset + remainder);
        var received = transport.Receive(room);
        if (received <= 0)
        {
            return received;
        }

        if (_buffer is { } joined)
        {
            joined.AsSpan(_start, remainder).CopyTo(space.Slab.Array.AsSpan(offset));
            ByteBuffers.Return(joined);
        }

        _slab = space.Slab;
        _buffer = space.Slab.Array;
        _start = offset;
        _end = offset + remainder + received;
        _loan = Lent;
        _filledItsRoom = received == room.Length;
        HasUnexamined = true;
        space.LentEnd = _end;
        return received;
    }

    public void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer is not { } buffer)
        {
            return;
        }

        _start = consumed.GetInteger();
        HasUnexamined = examined.GetInteger() < _end;
        if (HasUnexamined)
        {
            return;
        }

        var remainder = _end - _start;
        if (remainder == 0)
        {
            Release();
        }
        else if (_slab is not null)
        {
            var own = ByteBuffers.Rent(remainder);
            buffer.AsSpan(_start, remainder).CopyTo(own);
            Release();
            _buffer = own;
            _end = remainder;
        }
    }

    /// <summary>
    /// On the loop's thread, after the continuation: if the bytes are still in use, the loop receives elsewhere from now on.
    /// </summary>
    public void EndLoan(ReceiveSpace space)
    {
        if (Volatile.Read(ref _loan) != Lent)
        {
            return;
        }

        // Counted before it shows: the reader may let go on another thread between the two.
        space.Slab.Keep();
        if (Interlocked.CompareExchange(ref _loan, Kept, Lent) == Lent)
        {
            space.MovePast(space.LentEnd);
        }
        else
        {
            space.Slab.Release();
        }
    }

    public void Release()
    {
        var buffer = _buffer;
        var slab = _slab;
        _buffer = null;
        _slab = null;
        _start = 0;
        _end = 0;
        HasUnexamined = false;
        if (slab is not null)
        {
            if (Interlocked.Exchange(ref _loan, NotLent) == Kept)
            {
                slab.Release();
            }
        }
        else if (buffer is not null)
        {
            ByteBuffers.Return(buffer);
        }
    }

    private int ReceiveBehind(EpollTransport transport, int remainder)
    {
        var buffer = _buffer!;
        if (buffer.Length - _end < remainder / 2)
        {
            var larger = ByteBuffers.Rent(remainder * 2);
            buffer.AsSpan(_start, remainder).CopyTo(larger);
            ByteBuffers.Return(buffer);
            _buffer = buffer = larger;
            _start = 0;
            _end = remainder;
        }

        var room = buffer.AsSpan(_end);
        var received = transport.Receive(room);
        if (received > 0)
        {
            _end += received;
            _filledItsRoom = received == room.Length;
            HasUnexamined = true;
        }

        return received;
    }
}
