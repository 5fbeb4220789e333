using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Disk;

/// <summary>Reads every row of a store and compares the tables with each other. Remembers the sessions and the shared messages, not what is in them.</summary>
internal sealed class DiskVerifier(DiskTables tables, Action<FaultyRow> found)
{
    private readonly List<FaultyRow> _faults = [];
    private readonly HashSet<ulong> _sessions = [];
    private readonly Dictionary<ulong, int> _holders = [];

    internal IReadOnlyList<FaultyRow> Run()
    {
        foreach (var table in Enum.GetValues<StoreTable>()) ReadAll(table);
        CompareMessages();
        CompareHolders();
        return _faults;
    }

    private void ReadAll(StoreTable table)
    {
        using var rows = tables.Scan(table, default, once: true);
        while (rows.MoveNext())
        {
            try
            {
                Read(table, rows.Key, rows.Value);
            }
            catch (RecordException exception)
            {
                Add(table, rows.Key, rows.Value, exception.Message, isDamage: true);
            }
        }
    }

    // Sessions come before what belongs to them: that is the order of the tables.
    private void Read(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (table == StoreTable.Meta)
        {
            DiskMeta.Check(key, value);
            return;
        }

        StateTeller.Check(table, key, value);
        if (table == StoreTable.Session) _sessions.Add(StoreKey.First(key));
        else if (table is not (StoreTable.Message or StoreTable.Holders or StoreTable.Retained) && !_sessions.Contains(StoreKey.First(key)))
            Add(table, key, value, "its session has ended", isDamage: false);
        else if (table == StoreTable.Queue && RecordDecoder.SharedMessage(StoreKey.First(key), StoreKey.Second(key), value) is var shared and > 0)
            Hold(shared, key, value);
    }

    private void Hold(ulong message, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (tables.Get(StoreTable.Message, new StoreKey().Of(message)) is null) Add(StoreTable.Queue, key, value, $"message {message:x} is missing", isDamage: true);
        else _holders[message] = _holders.GetValueOrDefault(message) + 1;
    }

    private void CompareMessages()
    {
        using var rows = tables.Scan(StoreTable.Message, default, once: true);
        while (rows.MoveNext())
        {
            if (!_holders.ContainsKey(StoreKey.First(rows.Key))) Add(StoreTable.Message, rows.Key, rows.Value, "no queue holds it", isDamage: false);
        }
    }

    private void CompareHolders()
    {
        var key = new StoreKey();
        foreach (var (message, holders) in _holders)
        {
            var stored = tables.Get(StoreTable.Holders, key.Of(message));
            if (stored is null || Count(message, stored) != holders) Add(StoreTable.Holders, key.Of(message), stored, $"{holders} queues hold the message, and the count is another", isDamage: true, holders);
        }

        using var rows = tables.Scan(StoreTable.Holders, default, once: true);
        while (rows.MoveNext())
        {
            if (!_holders.ContainsKey(StoreKey.First(rows.Key))) Add(StoreTable.Holders, rows.Key, rows.Value, "no queue holds the message", isDamage: false);
        }
    }

    private static int Count(ulong message, byte[] value)
    {
        try
        {
            return RecordDecoder.Holders(message, value);
        }
        catch (RecordException)
        {
            return -1;
        }
    }

    private void Add(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, string what, bool isDamage, int holders = 0)
    {
        var row = new FaultyRow(new StoreFault(table, StoreKey.Describe(table, key), what, isDamage), key.ToArray(), value.ToArray(), holders);
        _faults.Add(row);
        found(row);
    }
}
