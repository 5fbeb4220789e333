using Gmqtt.Broker.Stores;
using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>What a commit writes, in one RocksDB batch: all of it or nothing.</summary>
internal sealed class DiskBatch : ITableWriter, IDisposable
{
    private readonly DiskTables _tables;
    private readonly WriteBatch _batch = new();

    internal DiskBatch(DiskTables tables) => _tables = tables;

    public void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _batch.Put(key, value, _tables.Family(table));

    public void Delete(StoreTable table, ReadOnlySpan<byte> key) => _batch.Delete(key, _tables.Family(table));

    internal void Write(bool sync) => _tables.Write(_batch, sync);

    public void Dispose() => _batch.Dispose();
}
