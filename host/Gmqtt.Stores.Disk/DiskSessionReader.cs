using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Disk;

/// <summary>Reads the queue of one session, a page at a time.</summary>
internal sealed class DiskSessionReader(DiskStoreOptions options, DiskTables tables, ulong session)
{
    private readonly StoreKey _key = new();

    internal bool Read(ulong after, int most, ISessionVisitor visitor)
    {
        if (after == 0) TellReceived(visitor);
        using var marks = tables.Scan(StoreTable.Flight, _key.Of(session, after + 1), once: true);
        var hasMark = marks.MoveNext();
        using var rows = tables.Scan(StoreTable.Queue, _key.Of(session, after + 1), once: true);
        while (rows.MoveNext() && StoreKey.First(rows.Key) == session)
        {
            if (most-- == 0) return true;
            while (hasMark && marks.Key.SequenceCompareTo(rows.Key) < 0) hasMark = marks.MoveNext();
            Tell(rows.Key, rows.Value, hasMark && marks.Key.SequenceEqual(rows.Key) ? marks.Value : default, visitor);
        }

        return false;
    }

    private void Tell(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> mark, ISessionVisitor visitor)
    {
        var table = StoreTable.Queue;
        try
        {
            var entry = RecordDecoder.Queue(session, StoreKey.Second(key), value, out var message);
            table = StoreTable.Flight;
            if (!mark.IsEmpty) entry = RecordDecoder.Marked(entry, mark);
            table = StoreTable.Message;
            if (entry.MessageId != 0)
            {
                var stored = tables.Get(StoreTable.Message, _key.Of(entry.MessageId)) ?? throw new RecordException($"message {entry.MessageId:x} is missing");
                message = RecordDecoder.Message(entry.MessageId, stored);
            }

            visitor.Entry(entry, message);
        }
        catch (RecordException exception)
        {
            throw DiskErrors.Corrupt(options, table, key, exception);
        }
    }

    private void TellReceived(ISessionVisitor visitor)
    {
        using var rows = tables.Scan(StoreTable.Received, _key.Of(session), once: true);
        while (rows.MoveNext() && StoreKey.First(rows.Key) == session)
        {
            try
            {
                RecordDecoder.Received(session, StoreKey.PacketId(rows.Key), rows.Value);
                visitor.Received(StoreKey.PacketId(rows.Key));
            }
            catch (RecordException exception)
            {
                throw DiskErrors.Corrupt(options, StoreTable.Received, rows.Key, exception);
            }
        }
    }
}
