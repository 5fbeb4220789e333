namespace Gmqtt.Broker.Stores;

/// <summary>What a store does for each change in the end: keeps a value under a key, or lets go of one.</summary>
internal interface ITableWriter
{
    /// <summary>Keeps a value in place of the former one.</summary>
    void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Lets go of a key, whether it is there or not.</summary>
    void Delete(StoreTable table, ReadOnlySpan<byte> key);
}
