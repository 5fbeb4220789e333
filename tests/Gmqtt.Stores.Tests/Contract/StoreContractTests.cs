namespace Gmqtt.Stores.Tests.Contract;

/// <summary>What every store owes: each kind of change is there after a restart, exactly as it was made.</summary>
public abstract class StoreContractTests
{
    protected abstract Place NewPlace();
}
