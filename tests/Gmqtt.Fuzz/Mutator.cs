using Gmqtt.Protocol.Framing;

namespace Gmqtt.Fuzz;

/// <summary>Makes wrong packets out of right ones, into a buffer of its own, without allocating.</summary>
public sealed class Mutator(FuzzRandom random)
{
    private const int Capacity = 4_096;
    private const int HeaderRoom = 5;

    private static readonly byte[] Interesting = [0x00, 0x01, 0x02, 0x7F, 0x80, 0x81, 0xFF, 0x26, 0x0B, 0x23];

    // Ill-formed or unusual UTF-8: overlong, surrogate, above U+10FFFF, lone continuation, BOM, NUL, noncharacter.
    private static readonly byte[][] OddUtf8 =
    [
        [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xEF, 0xBB, 0xBF], [0x00], [0xEF, 0xBF, 0xBF],
        [0xF0, 0x9F, 0x98, 0x80],
    ];

    private readonly byte[] _buffer = new byte[HeaderRoom + Capacity + 64];
    private int _length;

    private Span<byte> Body => _buffer.AsSpan(HeaderRoom, _length);

    /// <summary>One mutated frame; valid until the next call.</summary>
    public ReadOnlySpan<byte> Mutate(Sample sample, IReadOnlyList<Sample> corpus)
    {
        sample.Body.CopyTo(_buffer.AsSpan(HeaderRoom));
        _length = sample.Body.Length;
        for (int rounds = random.Next(4); rounds >= 0; rounds--)
        {
            MutateBody(corpus);
        }

        byte firstByte = random.OneIn(16) ? (byte)random.Next(256) : sample.Bytes[0];
        return WithHeader(firstByte);
    }

    private void MutateBody(IReadOnlyList<Sample> corpus)
    {
        switch (random.Next(9))
        {
            case 0 when _length > 0:
                Body[random.Next(_length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when _length > 0:
                Body[random.Next(_length)] = Interesting[random.Next(Interesting.Length)];
                break;
            case 2 when _length > 0:
                Body[random.Next(_length)] = (byte)random.Next(256);
                break;
            case 3:
                _length -= random.Next(_length + 1) / (1 + random.Next(8));
                break;
            case 4:
                Insert(random.Next(_length + 1), [(byte)random.Next(256)]);
                break;
            case 5 when _length > 0:
                DuplicateSlice();
                break;
            case 6:
                Splice(corpus[random.Next(corpus.Count)].Body);
                break;
            case 7:
                Insert(random.Next(_length + 1), OddUtf8[random.Next(OddUtf8.Length)]);
                break;
            case 8 when _length > 0:
                Body[random.Next(_length)] += (byte)(random.Next(2) * 2 - 1); // a length that is off by one
                break;
        }
    }

    // A property, a filter or a string twice, or at another place.
    private void DuplicateSlice()
    {
        int start = random.Next(_length);
        int length = Math.Min(_length - start, 1 + random.Next(16));
        Span<byte> slice = stackalloc byte[length];
        Body.Slice(start, length).CopyTo(slice);
        Insert(random.OneIn(2) ? start : random.Next(_length + 1), slice);
    }

    private void Splice(ReadOnlySpan<byte> other)
    {
        if (other.IsEmpty)
        {
            return;
        }

        int from = random.Next(other.Length);
        int keep = random.Next(_length + 1);
        ReadOnlySpan<byte> tail = other[from..];
        tail = tail[..Math.Min(tail.Length, Capacity - keep)];
        tail.CopyTo(_buffer.AsSpan(HeaderRoom + keep));
        _length = keep + tail.Length;
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > Capacity)
        {
            return;
        }

        Span<byte> room = _buffer.AsSpan(HeaderRoom, _length + bytes.Length);
        room[at.._length].CopyTo(room[(at + bytes.Length)..]);
        bytes.CopyTo(room[at..]);
        _length += bytes.Length;
    }

    // Mostly a Remaining Length that fits, so that the decoders get something to do; sometimes one that lies or is not minimal.
    private ReadOnlySpan<byte> WithHeader(byte firstByte)
    {
        Span<byte> header = stackalloc byte[HeaderRoom];
        int size;
        switch (random.Next(24))
        {
            case 0:
                size = VariableByteInteger.Write(header, random.Next(300));
                break;
            case 1:
                size = 1 + random.Next(4);
                header[..size].Fill((byte)(0x80 | random.Next(128)));
                header[size - 1] = (byte)random.Next(3);
                break;
            default:
                size = VariableByteInteger.Write(header, _length);
                break;
        }

        int start = HeaderRoom - size - 1;
        _buffer[start] = firstByte;
        header[..size].CopyTo(_buffer.AsSpan(start + 1));
        return _buffer.AsSpan(start, 1 + size + _length);
    }
}
