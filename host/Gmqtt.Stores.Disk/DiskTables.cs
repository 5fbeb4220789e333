using Gmqtt.Broker.Stores;
using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>An open RocksDB database with a column family for each <see cref="StoreTable"/>.</summary>
internal sealed class DiskTables : IDisposable
{
    private readonly RocksDb _database;
    private readonly ColumnFamilyHandle[] _families;
    private readonly ReadOptions _once = new ReadOptions().SetFillCache(false).SetReadaheadSize(1024 * 1024);
    private readonly WriteOptions _synced = new WriteOptions().SetSync(true);
    private readonly WriteOptions _unsynced = new WriteOptions().SetSync(false);

    private DiskTables(RocksDb database)
    {
        _database = database;
        _families = [.. Enum.GetValues<StoreTable>().Select(t => database.GetColumnFamily(NameOf(t)))];
    }

    /// <summary>Opens the database of a directory for this process alone.</summary>
    /// <param name="options">Where, and how large.</param>
    /// <param name="recovery">What to do about a log that cannot be read to its end.</param>
    internal static DiskTables Open(DiskStoreOptions options, Recovery recovery = Recovery.TolerateCorruptedTailRecords)
    {
        var cache = Cache.CreateLru((ulong)options.CacheBytes);
        var families = new ColumnFamilies(Family(options, cache));
        foreach (var table in Enum.GetValues<StoreTable>().Where(t => t != StoreTable.Meta)) families.Add(NameOf(table), Family(options, cache));
        return new DiskTables(RocksDb.Open(Database(options, recovery), options.Directory, families));
    }

    /// <summary>The options a database is opened with; also what repairs it.</summary>
    internal static DbOptions Database(DiskStoreOptions options, Recovery recovery)
    {
        var database = new DbOptions();
        database.SetCreateIfMissing(true);
        database.SetCreateMissingColumnFamilies(true);
        database.SetParanoidChecks(true);
        database.SetWalRecoveryMode(recovery);
        database.SetDbWriteBufferSize((ulong)options.WriteBufferBytes);
        database.SetMaxTotalWalSize((ulong)options.WriteBufferBytes * 4);
        database.SetMaxOpenFiles(1000);
        database.SetMaxBackgroundCompactions(2);
        database.SetMaxBackgroundFlushes(1);
        database.SetKeepLogFileNum(3);
        database.SetMaxLogFileSize(1024 * 1024);
        database.SetInfoLogLevel(InfoLogLevel.Warn);
        database.SetStatsDumpPeriodSec(0);
        return database;
    }

    internal byte[]? Get(StoreTable table, ReadOnlySpan<byte> key) => _database.Get(key, Family(table));

    internal void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool sync)
        => _database.Put(key, value, Family(table), sync ? _synced : _unsynced);

    internal void Write(WriteBatch batch, bool sync) => _database.Write(batch, sync ? _synced : _unsynced);

    internal void FlushLog()
    {
        Native.Instance.rocksdb_flush_wal(_database.Handle, 1, out var error);
        Throw(error);
    }

    /// <summary>Rows of a table from a key on, in the order of the keys; <paramref name="once"/> for those that will not be read again soon.</summary>
    internal DiskScan Scan(StoreTable table, ReadOnlySpan<byte> from, bool once) => new(_database.NewIterator(Family(table), once ? _once : null), from);

    internal void Compact()
    {
        foreach (var family in _families) _database.CompactRange((byte[]?)null, null, family);
    }

    internal void VerifyFiles()
    {
        Native.Instance.rocksdb_verify_checksum(_database.Handle, out var error);
        Throw(error);
    }

    /// <summary>A copy of everything as it is now, in a directory that is not there yet; shares the files where the file system can.</summary>
    internal void SaveTo(string directory)
    {
        using var checkpoint = _database.Checkpoint();
        checkpoint.Save(directory);
    }

    internal ColumnFamilyHandle Family(StoreTable table) => _families[(int)table];

    public void Dispose() => _database.Dispose();

    internal static string NameOf(StoreTable table) => table == StoreTable.Meta ? "default" : table.ToString().ToLowerInvariant();

    private static void Throw(IntPtr error)
    {
        if (error != IntPtr.Zero) throw new RocksDbException(error);
    }

    private static ColumnFamilyOptions Family(DiskStoreOptions options, Cache cache)
    {
        var table = new BlockBasedTableOptions()
            .SetBlockCache(cache)
            .SetFilterPolicy(BloomFilterPolicy.Create(10, false))
            .SetCacheIndexAndFilterBlocks(true)
            .SetPinL0FilterAndIndexBlocksInCache(true);
        var family = new ColumnFamilyOptions();
        family.SetBlockBasedTableFactory(table);
        family.SetCompression(Compression.Lz4);
        family.SetWriteBufferSize((ulong)Math.Max(1024 * 1024, options.WriteBufferBytes / 2));
        family.SetLevelCompactionDynamicLevelBytes(true);
        return family;
    }
}
