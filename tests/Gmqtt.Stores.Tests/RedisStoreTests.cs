namespace Gmqtt.Stores.Tests;

/// <summary>The contract, kept by the Redis store.</summary>
public sealed class RedisStoreTests(RedisFixture redis) : StoreContractTests, IClassFixture<RedisFixture>
{
    protected override Place NewPlace() => new RedisPlace(redis.Server);
}
