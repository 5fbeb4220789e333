using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Stores;

/// <summary>
/// Changes in the order in which they happened, in one buffer that is used again: appending one costs no object. A change is a header of 32 bytes (kind, flags, lengths,
/// session, position, message), a name and a sealed value.
/// </summary>
public sealed class ChangeBatch
{
    internal const int HeaderSize = 32;
    private const byte Marked = 1;

    /// <summary>A buffer that had to be larger than this is not kept.</summary>
    private const int KeptCapacity = 8 * 1024 * 1024;

    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(64 * 1024 * 1024, 4);

    private byte[] _buffer = [];

    /// <summary>How many changes.</summary>
    public int Count { get; private set; }

    /// <summary>How large they are.</summary>
    public int Length { get; private set; }

    /// <summary>How many messages they bring.</summary>
    internal int Messages { get; private set; }

    /// <summary>How many sessions they end.</summary>
    internal int EndedSessions { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>Reads them, oldest first.</summary>
    /// <returns>The changes.</returns>
    public Enumerator GetEnumerator() => new(Bytes);

    internal void Clear()
    {
        Count = 0;
        Length = 0;
        Messages = 0;
        EndedSessions = 0;
        if (_buffer.Length <= KeptCapacity) return;
        Buffers.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Appends a change without a value.</summary>
    internal void Append(ChangeKind kind, ulong session, ulong position = 0, ulong messageId = 0, bool isMarked = false)
    {
        WriteHeader(Reserve(0), kind, isMarked ? Marked : (byte)0, 0, 0, session, position, messageId);
        Length += HeaderSize;
        Count++;
        if (kind == ChangeKind.SessionRemoved) EndedSessions++;
    }

    /// <summary>Appends a change with a name and no value.</summary>
    internal void Append(ChangeKind kind, ulong session, string name)
    {
        var room = Reserve(Encoding.UTF8.GetMaxByteCount(name.Length));
        var length = Encoding.UTF8.GetBytes(name, room[HeaderSize..]);
        WriteHeader(room, kind, 0, length, 0, session, 0, 0);
        Length += HeaderSize + length;
        Count++;
    }

    /// <summary>Begins a change with a value of at most so many bytes; <see cref="End"/> closes it.</summary>
    internal RecordWriter Begin(int most)
    {
        var writer = new RecordWriter(Reserve(most + RecordFormat.HeaderSize));
        writer.Skip(HeaderSize);
        return writer;
    }

    /// <summary>Closes a change: what was written is its name, as long as said, room for the seal, and the record.</summary>
    internal void End(
        ref RecordWriter writer, ChangeKind kind, uint checksumOfKey, int nameLength, ulong session, ulong position = 0, ulong messageId = 0)
    {
        var written = writer.Written;
        var value = written[(HeaderSize + nameLength)..];
        RecordFormat.Seal(value, checksumOfKey);
        WriteHeader(written, kind, 0, nameLength, value.Length, session, position, messageId);
        Length += written.Length;
        Count++;
        if (kind == ChangeKind.MessageAdded) Messages++;
    }

    private static void WriteHeader(Span<byte> at, ChangeKind kind, byte flags, int nameLength, int valueLength, ulong session, ulong position, ulong messageId)
    {
        at[0] = (byte)kind;
        at[1] = flags;
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], checked((ushort)nameLength));
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], valueLength);
        BinaryPrimitives.WriteUInt64LittleEndian(at[8..], session);
        BinaryPrimitives.WriteUInt64LittleEndian(at[16..], position);
        BinaryPrimitives.WriteUInt64LittleEndian(at[24..], messageId);
    }

    private Span<byte> Reserve(int most)
    {
        var needed = Length + HeaderSize + most;
        if (needed > _buffer.Length)
        {
            var larger = Buffers.Rent(Math.Max(needed, Math.Max(64 * 1024, _buffer.Length * 2)));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            if (_buffer.Length > 0) Buffers.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    /// <summary>Walks the changes.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _changes;
        private int _at;

        internal Enumerator(ReadOnlySpan<byte> changes) => _changes = changes;

        /// <summary>The change it stands at.</summary>
        public Change Current { get; private set; }

        /// <summary>Goes on.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_at == _changes.Length) return false;
            var change = _changes[_at..];
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(change[2..]);
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(change[4..]);
            var value = HeaderSize + nameLength;
            Current = new Change
            {
                Kind = (ChangeKind)change[0],
                IsMarked = change[1] == Marked,
                Session = BinaryPrimitives.ReadUInt64LittleEndian(change[8..]),
                Position = BinaryPrimitives.ReadUInt64LittleEndian(change[16..]),
                MessageId = BinaryPrimitives.ReadUInt64LittleEndian(change[24..]),
                Name = change.Slice(HeaderSize, nameLength),
                Value = change.Slice(value, valueLength),
                ValueAt = new Range(_at + value, _at + value + valueLength),
            };
            _at += value + valueLength;
            return true;
        }
    }
}
