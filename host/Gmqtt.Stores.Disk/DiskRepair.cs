using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Disk;

/// <summary>Takes faulty rows out and puts counts right.</summary>
internal static class DiskRepair
{
    internal static void Apply(DiskTables tables, IReadOnlyList<FaultyRow> faults)
    {
        using var batch = new DiskBatch(tables);
        foreach (var row in faults)
        {
            if (row.Holders > 0) CommitPlan.WriteHolders(batch, row.Key, row.Holders);
            else batch.Delete(row.Table, row.Key);
        }

        batch.Write(sync: true);
    }
}
