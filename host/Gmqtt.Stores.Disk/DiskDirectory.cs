using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Disk;

/// <summary>Looks at a directory before RocksDB does, which would make a new store next to whatever it does not know.</summary>
internal static class DiskDirectory
{
    internal static void Prepare(DiskStoreOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        if (File.Exists(Path.Combine(options.Directory, "CURRENT"))) return;
        foreach (var path in Directory.EnumerateFileSystemEntries(options.Directory))
        {
            var name = Path.GetFileName(path);
            // What an interrupted first start leaves behind, and what a fresh file system comes with.
            if (name is "LOCK" or "LOG" or "IDENTITY" or "lost+found" || name.StartsWith("LOG.old", StringComparison.Ordinal) || name.EndsWith(".dbtmp", StringComparison.Ordinal)
                || name.StartsWith("MANIFEST-", StringComparison.Ordinal))
                continue;
            if (name.EndsWith(".sst", StringComparison.Ordinal) || name.EndsWith(".log", StringComparison.Ordinal))
                throw DiskErrors.Corrupt(options, "its file CURRENT is missing");
            throw new StoreCorruptException($"{options.Directory} holds '{name}', which is not a disk store's: give the store a directory of its own");
        }
    }
}
