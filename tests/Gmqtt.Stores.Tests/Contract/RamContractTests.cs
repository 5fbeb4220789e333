namespace Gmqtt.Stores.Tests.Contract;

/// <summary>The contract, kept by the journal's double.</summary>
public sealed class RamSessionTests : SessionContractTests
{
    protected override Place NewPlace() => new RamPlace();
}

/// <summary>The contract, kept by the journal's double.</summary>
public sealed class RamQueueTests : QueueContractTests
{
    protected override Place NewPlace() => new RamPlace();
}

/// <summary>The contract, kept by the journal's double.</summary>
public sealed class RamRetainedAndWillTests : RetainedAndWillContractTests
{
    protected override Place NewPlace() => new RamPlace();
}

/// <summary>The contract, kept by the journal's double.</summary>
public sealed class RamDamageTests : DamageContractTests
{
    protected override Place NewPlace() => new RamPlace();
}
