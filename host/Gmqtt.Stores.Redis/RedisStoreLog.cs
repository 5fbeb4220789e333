using Microsoft.Extensions.Logging;

namespace Gmqtt.Stores.Redis;

/// <summary>Log lines of the Redis store; event ids 1120 to 1129.</summary>
internal static partial class RedisStoreLog
{
    [LoggerMessage(
        1120, LogLevel.Error,
        "{Store} has lost commits {From} to {To}, which were acknowledged: it restarted or failed over to what it had. They are safe in memory only; appendfsync always, or wait_replicas, prevents it")]
    internal static partial void Behind(ILogger logger, string store, long from, long to);

    [LoggerMessage(1121, LogLevel.Error, "{Store}: a key of another type was in the way and is now called {Key}")]
    internal static partial void MovedAside(ILogger logger, string store, string key);
}
