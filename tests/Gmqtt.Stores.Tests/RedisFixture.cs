namespace Gmqtt.Stores.Tests;

/// <summary>One Redis for all tests that do it no harm; each has a key prefix of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
