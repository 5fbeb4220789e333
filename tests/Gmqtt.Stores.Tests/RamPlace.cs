using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Tests;

/// <summary>The tables of the journal's double.</summary>
internal sealed class RamPlace : Place
{
    internal Dictionary<StoreTable, SortedDictionary<byte[], byte[]>> Tables { get; }
        = Enum.GetValues<StoreTable>().ToDictionary(t => t, _ => new SortedDictionary<byte[], byte[]>(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))));

    internal long TimesOpened { get; set; }

    internal override IStore NewStore() => new RamStore(this);

    internal override Task DamageAsync(StoreTable table, Func<byte[], byte[]> damage)
    {
        var (key, value) = Tables[table].Single();
        Tables[table][key] = damage(value);
        return Task.CompletedTask;
    }

    internal override Task<int> CountAsync(StoreTable table) => Task.FromResult(Tables[table].Count);

    public override ValueTask DisposeAsync() => default;
}
