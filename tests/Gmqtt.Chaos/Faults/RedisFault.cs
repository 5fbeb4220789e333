using System.Globalization;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Power;

namespace Gmqtt.Chaos.Faults;

/// <summary>Something that befalls the Redis server, and its end.</summary>
/// <param name="Name">What.</param>
/// <param name="BeginAsync">Makes it so.</param>
/// <param name="EndAsync">Makes it well again.</param>
/// <param name="Lasts">How long it is so.</param>
/// <param name="StopsAcknowledgements">Whether nothing can be stored meanwhile.</param>
internal sealed record RedisFault(string Name, Func<RedisChild, Task> BeginAsync, Func<RedisChild, Task> EndAsync, TimeSpan Lasts, bool StopsAcknowledgements = true)
{
    private const string OutOfMemory = "1";

    /// <summary>All, each for so long.</summary>
    internal static IReadOnlyList<RedisFault> All(TimeSpan lasts) =>
    [
        new("kill -9 and a restart", redis => redis.KillAsync(), redis => redis.StartAsync(), lasts),
        new("frozen", Sync(redis => redis.Freeze()), Sync(redis => redis.Thaw()), lasts),
        new("out of memory", redis => CliAsync(redis, "config", "set", "maxmemory", OutOfMemory), redis => CliAsync(redis, "config", "set", "maxmemory", "0"), lasts),
        new("a replica suddenly", redis => CliAsync(redis, "replicaof", "127.0.0.1", "1"), redis => CliAsync(redis, "replicaof", "no", "one"), lasts),
        new("paused by CLIENT PAUSE", redis => CliAsync(redis, "client", "pause", "2000", "all"), _ => Task.CompletedTask, TimeSpan.FromSeconds(2)),
        new("clients thrown out", redis => CliAsync(redis, "client", "kill", "type", "normal"), _ => Task.CompletedTask, TimeSpan.FromSeconds(1), StopsAcknowledgements: false),
        new("BGSAVE and a rewrite of the log", redis => CliAsync(redis, "bgrewriteaof"), _ => Task.CompletedTask, lasts, StopsAcknowledgements: false),
    ];

    private static Task CliAsync(RedisChild redis, params string[] words) => Tool.RunAsync("redis-cli", ["-p", redis.Port.ToString(CultureInfo.InvariantCulture), .. words]);

    private static Func<RedisChild, Task> Sync(Action<RedisChild> act) => redis =>
    {
        act(redis);
        return Task.CompletedTask;
    };
}
