namespace Gmqtt.Stores.Tests;

/// <summary>The contract, kept by the disk store.</summary>
public sealed class DiskStoreTests : StoreContractTests
{
    protected override Place NewPlace() => new DiskPlace();
}
