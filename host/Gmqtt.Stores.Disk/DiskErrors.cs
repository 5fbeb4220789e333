using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>What RocksDB and the file system say, as the contract's exceptions, each with the sentence that helps.</summary>
internal static class DiskErrors
{
    internal static Exception From(Exception exception, DiskStoreOptions options)
    {
        var said = exception.Message;
        return exception switch
        {
            RocksDbException when said.StartsWith("Corruption", StringComparison.Ordinal) => Corrupt(options, said, exception),
            RocksDbException when said.Contains("/LOCK", StringComparison.Ordinal) || said.Contains("lock hold by current process", StringComparison.Ordinal)
                => new StoreInUseException($"the disk store {options.Directory} is open in another gmqttd", exception),
            RocksDbException or IOException or UnauthorizedAccessException => new StoreUnavailableException($"the disk store {options.Directory} cannot be written or read: {said}", exception),
            _ => exception,
        };
    }

    internal static StoreCorruptException Corrupt(DiskStoreOptions options, string what, Exception? exception = null)
        => new($"the disk store {options.Directory} cannot be read: {what}. 'gmqttd store verify --repair {options.Directory}' sets aside what is damaged and keeps the rest", exception);

    internal static StoreCorruptException Corrupt(DiskStoreOptions options, StoreTable table, ReadOnlySpan<byte> key, RecordException exception)
        => Corrupt(options, $"table {DiskTables.NameOf(table)}, key {StoreKey.Describe(table, key)}: {exception.Message}", exception);
}
