namespace Gmqtt.Stores.Tests;

/// <summary>Those who share the one Redis.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisFixture>
{
    internal const string Name = "redis";
}
