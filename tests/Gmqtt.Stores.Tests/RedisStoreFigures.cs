using Xunit.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>How fast the Redis store is on this machine.</summary>
public sealed class RedisStoreFigures(ITestOutputHelper output)
{
    [Theory]
    [InlineData("no", "no")]
    [InlineData("yes", "everysec")]
    [InlineData("yes", "always")]
    public async Task Messages_a_second(string appendOnly, string appendFsync)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", appendOnly, "--appendfsync", appendFsync);
        foreach (var (publishers, window) in new[] { (1, 1), (64, 1), (64, 16) })
            output.WriteLine($"redis appendonly {appendOnly}, appendfsync {appendFsync}: {await Figures.PublishAsync(new RedisPlace(redis), publishers, window, gathers: true)}");
    }

    [Fact]
    public async Task Sessions_at_start()
    {
        await using var redis = await RedisServer.StartAsync();
        output.WriteLine($"redis: {await Figures.LoadAsync(new RedisPlace(redis))}");
    }
}
