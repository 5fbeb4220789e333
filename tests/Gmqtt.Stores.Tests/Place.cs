using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Tests;

/// <summary>Where a store lies, whatever it is: gives a store over the same state again and again, one at a time, as restarts do.</summary>
public abstract class Place : IAsyncDisposable
{
    /// <summary>Names a store over the place's state; opens nothing.</summary>
    internal abstract IStore NewStore();

    /// <summary>Overwrites the value of the one row that a table has, behind the store's back, while no store is open.</summary>
    internal abstract Task DamageAsync(StoreTable table, Func<byte[], byte[]> damage);

    /// <summary>How many rows a table has, while no store is open.</summary>
    internal abstract Task<int> CountAsync(StoreTable table);

    public abstract ValueTask DisposeAsync();
}
