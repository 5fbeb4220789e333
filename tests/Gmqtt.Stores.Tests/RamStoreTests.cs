namespace Gmqtt.Stores.Tests;

/// <summary>The contract, kept by the journal's double.</summary>
public sealed class RamStoreTests : StoreContractTests
{
    protected override Place NewPlace() => new RamPlace();
}
