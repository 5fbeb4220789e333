namespace Gmqtt.Stores.Tests.Contract;

/// <summary>The contract, kept by the Redis store.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisSessionTests(RedisFixture redis) : SessionContractTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}

/// <summary>The contract, kept by the Redis store.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisQueueTests(RedisFixture redis) : QueueContractTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}

/// <summary>The contract, kept by the Redis store.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisRetainedAndWillTests(RedisFixture redis) : RetainedAndWillContractTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}

/// <summary>The contract, kept by the Redis store.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisDamageTests(RedisFixture redis) : DamageContractTests
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}
