namespace Gmqtt.Stores.Tests.Engine;

/// <summary>A broker over the journal's double.</summary>
public sealed class RamBrokerTests : DurableBrokerTests
{
    protected override Place NewPlace() => new RamPlace();
}

/// <summary>A broker over the journal's double.</summary>
public sealed class RamBrokerRetainedAndWillTests : DurableRetainedAndWillTests
{
    protected override Place NewPlace() => new RamPlace();
}

/// <summary>A broker over a disk.</summary>
public sealed class DiskBrokerTests : DurableBrokerTests
{
    protected override Place NewPlace() => new DiskPlace();
}

/// <summary>A broker over a disk.</summary>
public sealed class DiskBrokerRetainedAndWillTests : DurableRetainedAndWillTests
{
    protected override Place NewPlace() => new DiskPlace();
}

/// <summary>A broker over a Redis.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisBrokerTests(RedisFixture redis) : DurableBrokerTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}

/// <summary>A broker over a Redis.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisBrokerRetainedAndWillTests(RedisFixture redis) : DurableRetainedAndWillTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}
