using Gmqtt.Broker.Stores;
using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>What can be done with a disk store while no broker has it open: <c>gmqttd store verify|dump|compact</c>, and restoring a backup.</summary>
public sealed class DiskMaintenance
{
    private readonly DiskStoreOptions _options;

    /// <summary>Names a store; opens nothing.</summary>
    /// <param name="directory">Where it lies.</param>
    public DiskMaintenance(string directory) => _options = new DiskStoreOptions { Directory = Path.GetFullPath(directory) };

    /// <summary>Reads every file and every row.</summary>
    /// <returns>What is wrong; nothing for a sound store.</returns>
    /// <exception cref="StoreCorruptException">The database itself cannot be opened or read.</exception>
    public IReadOnlyList<StoreFault> Verify() => With(tables =>
    {
        tables.VerifyFiles();
        return (IReadOnlyList<StoreFault>)[.. new DiskVerifier(tables, _ => { }).Run().Select(f => f.Fault)];
    });

    /// <summary>Takes out what is wrong, so that the broker starts with the rest; what is taken out is appended to a file first.</summary>
    /// <param name="setAside">The file, one JSON object a line. The logs of a database that did not open are copied to a directory beside it.</param>
    /// <returns>What was wrong, and is not any more.</returns>
    public IReadOnlyList<StoreFault> Repair(string setAside)
    {
        using var file = new StreamWriter(setAside, append: true);
        var tables = TryOpen(Recovery.TolerateCorruptedTailRecords) ?? OpenDamaged(setAside + ".logs");
        using (tables)
        {
            var dump = new DiskDump(file);
            var faults = new DiskVerifier(tables, row => dump.Write(row.Table, row.Key, row.Value)).Run();
            DiskRepair.Apply(tables, faults);
            return [.. faults.Select(f => f.Fault)];
        }
    }

    /// <summary>Writes every row as a JSON object a line: table, key, and the value read as far as it can be.</summary>
    /// <param name="output">Where to.</param>
    public void Dump(TextWriter output) => With(tables =>
    {
        var dump = new DiskDump(output);
        foreach (var table in Enum.GetValues<StoreTable>())
        {
            using var rows = tables.Scan(table, default, once: true);
            while (rows.MoveNext()) dump.Write(table, rows.Key, rows.Value);
        }

        return true;
    });

    /// <summary>Gives back the room of what is gone.</summary>
    public void Compact() => With(tables =>
    {
        tables.Compact();
        return true;
    });

    /// <summary>Copies the store to a directory that is not there yet.</summary>
    /// <param name="directory">Where to.</param>
    public void Backup(string directory) => With(tables =>
    {
        tables.SaveTo(Path.GetFullPath(directory));
        return true;
    });

    /// <summary>Makes a store of a backup.</summary>
    /// <param name="backup">What <see cref="DiskStore.BackupAsync"/> wrote.</param>
    /// <exception cref="StoreInUseException">There is a store already: it is not overwritten.</exception>
    public void Restore(string backup)
    {
        if (!File.Exists(Path.Combine(backup, "CURRENT"))) throw DiskErrors.Corrupt(new DiskStoreOptions { Directory = backup }, "it is not a backup of a disk store");
        Directory.CreateDirectory(_options.Directory);
        if (Directory.EnumerateFileSystemEntries(_options.Directory).Any()) throw new StoreInUseException($"{_options.Directory} is not empty: a backup is restored to a directory of its own");
        foreach (var file in Directory.EnumerateFiles(backup)) File.Copy(file, Path.Combine(_options.Directory, Path.GetFileName(file)));
        With(tables => true);
    }

    private T With<T>(Func<DiskTables, T> work)
    {
        using var tables = Open(Recovery.TolerateCorruptedTailRecords);
        try
        {
            return work(tables);
        }
        catch (RocksDbException exception)
        {
            throw DiskErrors.From(exception, _options);
        }
    }

    private DiskTables? TryOpen(Recovery recovery)
    {
        try
        {
            return Open(recovery);
        }
        catch (StoreCorruptException)
        {
            return null;
        }
    }

    // A log that cannot be read to its end is read as far as it can be; only when that is not enough RocksDB's own repair puts together what files there are, which forgets more.
    private DiskTables OpenDamaged(string logs)
    {
        Directory.CreateDirectory(logs);
        foreach (var log in Directory.EnumerateFiles(_options.Directory, "*.log")) File.Copy(log, Path.Combine(logs, Path.GetFileName(log)), overwrite: true);
        if (TryOpen(Recovery.PointInTime) is { } tables) return tables;
        Native.Instance.rocksdb_repair_db(DiskTables.Database(_options, Recovery.PointInTime).Handle, _options.Directory, out var error);
        if (error != IntPtr.Zero) throw DiskErrors.From(new RocksDbException(error), _options);
        return Open(Recovery.PointInTime);
    }

    private DiskTables Open(Recovery recovery)
    {
        if (!Directory.Exists(_options.Directory)) throw new StoreUnavailableException($"there is no disk store in {_options.Directory}");
        DiskDirectory.Prepare(_options);
        try
        {
            return DiskTables.Open(_options, recovery);
        }
        catch (RocksDbException exception)
        {
            throw DiskErrors.From(exception, _options);
        }
    }
}
