using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>Rows of a table in order. RocksDB ends a scan early when it cannot read on, and says so only to those who ask: this one asks.</summary>
internal ref struct DiskScan
{
    private readonly Iterator _rows;
    private bool _begun;

    internal DiskScan(Iterator rows, ReadOnlySpan<byte> from)
    {
        _rows = rows;
        _rows.Seek(from);
    }

    internal readonly ReadOnlySpan<byte> Key => _rows.GetKeySpan();

    internal readonly ReadOnlySpan<byte> Value => _rows.GetValueSpan();

    internal bool MoveNext()
    {
        if (_begun) _rows.Next();
        _begun = true;
        if (_rows.Valid()) return true;
        Native.Instance.rocksdb_iter_get_error(_rows.Handle, out var error);
        if (error != IntPtr.Zero) throw new RocksDbException(error);
        return false;
    }

    public readonly void Dispose() => _rows.Dispose();
}
