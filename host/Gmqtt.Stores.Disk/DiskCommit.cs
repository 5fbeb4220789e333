using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Disk;

/// <summary>Commits batches. On the commit thread alone.</summary>
internal sealed class DiskCommit
{
    private readonly DiskStoreOptions _options;
    private readonly CommitPlan _plan = new();
    private readonly HashSet<ulong> _unknown = [];
    private readonly StoreKey _key = new();
    private readonly long _opened;
    private readonly bool _sync;
    private long _done;

    internal DiskCommit(DiskStoreOptions options, long opened, ulong lastId)
    {
        _options = options;
        _opened = opened;
        _sync = options.Durability.Mode is DurabilityMode.Always or DurabilityMode.Group;
        _plan.Begin(lastId);
    }

    /// <summary>The database was opened again after a failure: what it holds is what counts.</summary>
    internal void Reopened(DiskTables tables)
    {
        _plan.Forget();
        _done = DiskMeta.ReadCommit(tables, _opened);
    }

    internal void Commit(DiskTables tables, ChangeBatch changes, long number)
    {
        var ended = CommitPlan.FindEnded(changes);
        if (_done < number)
        {
            _unknown.Clear();
            _plan.FindUnknown(changes, _unknown);
            foreach (var id in _unknown) Know(tables, id);
            using var batch = new DiskBatch(tables);
            _plan.Write(changes, batch);
            DiskMeta.WriteCommit(batch, _opened, number);
            batch.Write(_sync && ended.Count == 0);
            _done = number;
        }

        if (ended.Count > 0) RemoveQueues(tables, ended);
    }

    private void Know(DiskTables tables, ulong messageId)
    {
        if (tables.Get(StoreTable.Holders, _key.Of(messageId)) is not { } value) return;
        try
        {
            _plan.Know(messageId, RecordDecoder.Holders(messageId, value));
        }
        catch (RecordException exception)
        {
            throw DiskErrors.Corrupt(_options, StoreTable.Holders, _key.Of(messageId), exception);
        }
    }

    private void RemoveQueues(DiskTables tables, List<ulong> sessions)
    {
        using var batch = new DiskBatch(tables);
        foreach (var session in sessions)
        {
            RemoveQueue(tables, batch, session);
            RemoveAll(tables, batch, StoreTable.Flight, session);
            RemoveAll(tables, batch, StoreTable.Received, session);
        }

        _plan.WriteHolders(batch);
        batch.Write(_sync);
    }

    private void RemoveQueue(DiskTables tables, DiskBatch batch, ulong session)
    {
        using var rows = tables.Scan(StoreTable.Queue, _key.Of(session), once: true);
        while (rows.MoveNext() && StoreKey.First(rows.Key) == session)
        {
            var shared = SharedMessage(session, rows.Key, rows.Value);
            if (_plan.IsUnknown(shared)) Know(tables, shared);
            _plan.LetGo(shared);
            batch.Delete(StoreTable.Queue, rows.Key);
        }
    }

    private static ulong SharedMessage(ulong session, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        try
        {
            return RecordDecoder.SharedMessage(session, StoreKey.Second(key), value);
        }
        catch (RecordException)
        {
            return 0; // it goes; what it shared is found by verification
        }
    }

    private void RemoveAll(DiskTables tables, DiskBatch batch, StoreTable table, ulong session)
    {
        using var rows = tables.Scan(table, _key.Of(session), once: true);
        while (rows.MoveNext() && StoreKey.First(rows.Key) == session) batch.Delete(table, rows.Key);
    }
}
