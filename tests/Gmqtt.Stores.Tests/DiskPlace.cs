using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Disk;

namespace Gmqtt.Stores.Tests;

/// <summary>A directory of its own.</summary>
internal sealed class DiskPlace : Place
{
    internal DiskPlace(DiskStoreOptions? options = null)
        => Options = options ?? new DiskStoreOptions { Directory = Directory.CreateTempSubdirectory("gmqtt-store-").FullName };

    internal DiskStoreOptions Options { get; }

    internal override IStore NewStore() => new DiskStore(Options, TimeProvider.System);

    internal override Task DamageAsync(StoreTable table, Func<byte[], byte[]> damage)
    {
        using var tables = DiskTables.Open(Options);
        var rows = tables.Scan(table, default, once: true);
        Assert.True(rows.MoveNext());
        var (key, value) = (rows.Key.ToArray(), rows.Value.ToArray());
        Assert.False(rows.MoveNext());
        rows.Dispose();
        tables.Put(table, key, damage(value), sync: true);
        return Task.CompletedTask;
    }

    internal override Task<int> CountAsync(StoreTable table)
    {
        using var tables = DiskTables.Open(Options);
        using var rows = tables.Scan(table, default, once: true);
        var count = 0;
        while (rows.MoveNext()) count++;
        return Task.FromResult(count);
    }

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(Options.Directory)) Directory.Delete(Options.Directory, recursive: true);
        return default;
    }
}
