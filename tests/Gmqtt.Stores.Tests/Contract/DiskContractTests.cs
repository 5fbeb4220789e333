namespace Gmqtt.Stores.Tests.Contract;

/// <summary>The contract, kept by the disk store.</summary>
public sealed class DiskSessionTests : SessionContractTests
{
    protected override Place NewPlace() => new DiskPlace();
}

/// <summary>The contract, kept by the disk store.</summary>
public sealed class DiskQueueTests : QueueContractTests
{
    protected override Place NewPlace() => new DiskPlace();
}

/// <summary>The contract, kept by the disk store.</summary>
public sealed class DiskRetainedAndWillTests : RetainedAndWillContractTests
{
    protected override Place NewPlace() => new DiskPlace();
}

/// <summary>The contract, kept by the disk store.</summary>
public sealed class DiskDamageTests : DamageContractTests
{
    protected override Place NewPlace() => new DiskPlace();
}
