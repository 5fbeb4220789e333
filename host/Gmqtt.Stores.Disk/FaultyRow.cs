using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Disk;

/// <summary>A row that should not be as it is, and the count that it should have if it is one.</summary>
internal sealed record FaultyRow(StoreFault Fault, byte[] Key, byte[] Value, int Holders)
{
    internal StoreTable Table => Fault.Table;
}
