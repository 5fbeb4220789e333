using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Disk;

/// <summary>The store's own rows: how often it was opened, and the last batch that was committed.</summary>
internal static class DiskMeta
{
    private static ReadOnlySpan<byte> OpenedKey => "opened"u8;

    private static ReadOnlySpan<byte> CommitKey => "commit"u8;

    /// <summary>How often the store has been opened; 0 for a new one.</summary>
    internal static long ReadOpened(DiskTables tables) => Read(tables, OpenedKey) is { } value ? (long)value.First : 0;

    internal static void WriteOpened(DiskTables tables, long times) => Write(OpenedKey, (ulong)times, 0, (key, value) => tables.Put(StoreTable.Meta, key, value, sync: true));

    /// <summary>The number of the last batch committed in this opening; 0 when there was none.</summary>
    internal static long ReadCommit(DiskTables tables, long opened)
        => Read(tables, CommitKey) is { } value && (long)value.First == opened ? (long)value.Second : 0;

    internal static void WriteCommit(DiskBatch batch, long opened, long number)
        => Write(CommitKey, (ulong)opened, (ulong)number, (key, value) => batch.Put(StoreTable.Meta, key, value));

    /// <summary>Whether a row can be read; for verification.</summary>
    internal static void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => RecordFormat.Open(value, KeyOf(key)).UInt64();

    private static (ulong First, ulong Second)? Read(DiskTables tables, ReadOnlySpan<byte> key)
    {
        if (tables.Get(StoreTable.Meta, key) is not { } value) return null;
        var reader = RecordFormat.Open(value, KeyOf(key));
        return (reader.UInt64(), reader.UInt64());
    }

    private static void Write(ReadOnlySpan<byte> key, ulong first, ulong second, PutRow put)
    {
        Span<byte> value = stackalloc byte[RecordFormat.HeaderSize + (2 * sizeof(ulong))];
        var writer = new RecordWriter(value);
        writer.Skip(RecordFormat.HeaderSize);
        writer.UInt64(first);
        writer.UInt64(second);
        RecordFormat.Seal(value, KeyOf(key));
        put(key, value);
    }

    private static uint KeyOf(ReadOnlySpan<byte> key) => Checksum.Add(Checksum.Begin(StoreTable.Meta), key);

    private delegate void PutRow(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
