using System.Buffers.Binary;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>Reads the queue of one session, a page at a time.</summary>
internal sealed class RedisSessionReader(IDatabase database, RedisKeys keys, string name, ulong session)
{
    private readonly StoreKey _key = new();

    internal static ulong Position(RedisValue row)
    {
        var bytes = ((ReadOnlyMemory<byte>)row).Span;
        return bytes.Length > sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : throw new RecordException("the value is cut off");
    }

    internal static ReadOnlySpan<byte> Value(RedisValue row) => ((ReadOnlyMemory<byte>)row).Span[sizeof(ulong)..];

    internal async Task<bool> ReadAsync(ulong after, int most, ISessionVisitor visitor)
    {
        if (after == 0) await TellReceivedAsync(visitor);
        var from = RedisBatch.LexBound((byte)'[', after + 1);
        var limit = Math.Min(most, int.MaxValue - 1) + 1;
        var rows = (RedisValue[])(await database.ExecuteAsync("ZRANGEBYLEX", keys.Of(StoreTable.Queue, session), from, "+", "LIMIT", 0, limit))!;
        if (rows.Length == 0) return false;
        var marks = (await database.HashGetAllAsync(keys.Of(StoreTable.Flight, session))).ToDictionary(m => Position(m.Name, StoreTable.Flight), m => m.Value);
        var messages = await SharedAsync(rows);
        foreach (var row in rows.Take(most)) Tell(row, marks.GetValueOrDefault(Position(row)), messages.GetValueOrDefault(SharedMessage(row)), visitor);
        return rows.Length > most;
    }

    /// <summary>The messages of a page that other queues hold too, asked for together: a queue of ten thousand took ten seconds when each was asked for by itself.</summary>
    private async Task<Dictionary<ulong, RedisValue>> SharedAsync(RedisValue[] rows)
    {
        var ids = rows.Select(SharedMessage).Where(id => id != 0).Distinct().ToArray();
        if (ids.Length == 0) return [];
        var messages = await database.HashGetAsync(keys.Table(StoreTable.Message), [.. ids.Select(id => (RedisValue)_key.Of(id).ToArray())]);
        return ids.Zip(messages).ToDictionary(m => m.First, m => m.Second);
    }

    private ulong SharedMessage(RedisValue row)
    {
        try
        {
            return RecordDecoder.SharedMessage(session, Position(row), Value(row));
        }
        catch (RecordException exception)
        {
            throw RedisErrors.Corrupt(name, keys.Of(StoreTable.Queue, session), StoreTable.Queue, Row(row), exception);
        }
    }

    private void Tell(RedisValue row, RedisValue mark, RedisValue shared, ISessionVisitor visitor)
    {
        try
        {
            var entry = RecordDecoder.Queue(session, Position(row), Value(row), out var message);
            if (!mark.IsNull) entry = RecordDecoder.Marked(entry, ((ReadOnlyMemory<byte>)mark).Span);
            if (entry.MessageId != 0)
            {
                if (shared.IsNull) throw new RecordException($"message {entry.MessageId:x} is missing");
                message = RecordDecoder.Message(entry.MessageId, ((ReadOnlyMemory<byte>)shared).Span);
            }

            visitor.Entry(entry, message);
        }
        catch (RecordException exception)
        {
            throw RedisErrors.Corrupt(name, keys.Of(StoreTable.Queue, session), StoreTable.Queue, Row(row), exception);
        }
    }

    private async Task TellReceivedAsync(ISessionVisitor visitor)
    {
        foreach (var row in await database.HashGetAllAsync(keys.Of(StoreTable.Received, session)))
        {
            var field = (byte[])row.Name!;
            try
            {
                if (field.Length != sizeof(ushort)) throw new RecordException("the row is not a Packet Identifier");
                var packetId = BinaryPrimitives.ReadUInt16BigEndian(field);
                RecordDecoder.Received(session, packetId, ((ReadOnlyMemory<byte>)row.Value).Span);
                visitor.Received(packetId);
            }
            catch (RecordException exception)
            {
                throw RedisErrors.Corrupt(name, keys.Of(StoreTable.Received, session), StoreTable.Received, field, exception);
            }
        }
    }

    private ulong Position(RedisValue field, StoreTable table)
    {
        var bytes = (byte[])field!;
        return bytes.Length == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : throw RedisErrors.Corrupt(name, keys.Of(table, session), table, bytes, new RecordException("the row is not a position"));
    }

    private byte[] Row(RedisValue row)
    {
        var bytes = ((ReadOnlyMemory<byte>)row).Span;
        return bytes.Length < sizeof(ulong) ? bytes.ToArray() : _key.Of(session, BinaryPrimitives.ReadUInt64BigEndian(bytes)).ToArray();
    }
}
