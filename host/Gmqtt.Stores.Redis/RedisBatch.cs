using System.Buffers.Binary;
using Gmqtt.Broker.Stores;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>
/// The operations of a commit as arguments of <see cref="RedisScripts.Commit"/>. What they point to lies in chunks that are used again only after Redis has answered: a command that
/// timed out may still wait to be sent.
/// </summary>
internal sealed class RedisBatch : ITableWriter
{
    /// <summary>Redis takes at most 1,048,576 arguments in a command, and should not be busy with one for long.</summary>
    private const int MostArguments = 300_000;

    private const int ChunkSize = 256 * 1024;
    private const int HeaderSize = 3;

    private static readonly RedisValue AddToSet = "z";
    private static readonly RedisValue RemoveFromSet = "r";
    private static readonly RedisValue SetInHash = "h";
    private static readonly RedisValue DeleteFromHash = "d";
    private static readonly RedisValue DeleteKey = "k";

    private readonly RedisKeys _keys;
    private readonly List<byte[]> _chunks = [];
    private readonly List<List<RedisValue>> _parts = [];
    private List<RedisValue> _part = [];
    private int _chunk = -1;
    private int _used = ChunkSize;

    internal RedisBatch(RedisKeys keys) => _keys = keys;

    internal bool IsEmpty => _parts.Count == 1 && _part.Count == HeaderSize;

    /// <summary>Begins a batch; the former one has been answered.</summary>
    internal void Begin(long opened, long number)
    {
        _chunk = -1;
        _used = ChunkSize;
        _parts.Clear();
        AddPart(opened, number);
    }

    /// <summary>The arguments of each part; more than one only for what gathered during an outage.</summary>
    internal List<RedisValue[]> Take()
    {
        _part[2] = 1;
        return [.. _parts.Select(p => p.ToArray())];
    }

    public void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (table == StoreTable.Queue)
        {
            _part.Add(AddToSet);
            _part.Add(SessionKey(table, key));
            var member = Room(key.Length - sizeof(ulong) + value.Length);
            key[sizeof(ulong)..].CopyTo(member.Span);
            value.CopyTo(member.Span[(key.Length - sizeof(ulong))..]);
            _part.Add((ReadOnlyMemory<byte>)member);
        }
        else
        {
            _part.Add(SetInHash);
            AddField(table, key);
            _part.Add(Copy(value));
        }

        Cut();
    }

    public void Delete(StoreTable table, ReadOnlySpan<byte> key)
    {
        if (table == StoreTable.Queue)
        {
            _part.Add(RemoveFromSet);
            _part.Add(SessionKey(table, key));
            var position = BinaryPrimitives.ReadUInt64BigEndian(key[sizeof(ulong)..]);
            _part.Add(Bound((byte)'[', position));
            _part.Add(Bound((byte)'(', position + 1));
        }
        else
        {
            _part.Add(DeleteFromHash);
            AddField(table, key);
        }

        Cut();
    }

    /// <summary>Everything of a session in one table.</summary>
    internal void DeleteAll(StoreTable table, ulong session)
    {
        _part.Add(DeleteKey);
        _part.Add(SessionKey(table, session));
        Cut();
    }

    /// <summary>A bound of <c>ZRANGEBYLEX</c>: members begin with their position.</summary>
    internal static byte[] LexBound(byte kind, ulong position)
    {
        var bound = new byte[1 + sizeof(ulong)];
        bound[0] = kind;
        BinaryPrimitives.WriteUInt64BigEndian(bound.AsSpan(1), position);
        return bound;
    }

    private void AddField(StoreTable table, ReadOnlySpan<byte> key)
    {
        if (RedisKeys.IsPerSession(table))
        {
            _part.Add(SessionKey(table, key));
            _part.Add(Copy(key[sizeof(ulong)..]));
        }
        else
        {
            _part.Add(_keys.Name(table));
            _part.Add(Copy(key));
        }
    }

    private RedisValue SessionKey(StoreTable table, ReadOnlySpan<byte> key) => SessionKey(table, BinaryPrimitives.ReadUInt64BigEndian(key));

    private RedisValue SessionKey(StoreTable table, ulong session)
    {
        var room = Room(_keys.Name(table).Length + 1 + (2 * sizeof(ulong)));
        _keys.Write(table, session, room.Span);
        return (ReadOnlyMemory<byte>)room;
    }

    private RedisValue Bound(byte kind, ulong position)
    {
        var room = Room(1 + sizeof(ulong));
        room.Span[0] = kind;
        BinaryPrimitives.WriteUInt64BigEndian(room.Span[1..], position);
        return (ReadOnlyMemory<byte>)room;
    }

    private RedisValue Copy(ReadOnlySpan<byte> bytes)
    {
        var room = Room(bytes.Length);
        bytes.CopyTo(room.Span);
        return (ReadOnlyMemory<byte>)room;
    }

    private Memory<byte> Room(int size)
    {
        if (size > ChunkSize / 4) return new byte[size];
        if (_used + size > ChunkSize)
        {
            if (++_chunk == _chunks.Count) _chunks.Add(new byte[ChunkSize]);
            _used = 0;
        }

        _used += size;
        return _chunks[_chunk].AsMemory(_used - size, size);
    }

    private void Cut()
    {
        if (_part.Count >= MostArguments) AddPart(_part[0], _part[1]);
    }

    private void AddPart(RedisValue opened, RedisValue number) => _parts.Add(_part = [opened, number, 0]);
}
