using Gmqtt.Broker.Stores;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Stores.Disk;
using Gmqtt.Stores.Redis;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Persistence;

/// <summary>Makes the store that <c>[persistence]</c> asks for; opens nothing.</summary>
internal static class StoreOf
{
    /// <returns>The store, or null for memory.</returns>
    /// <exception cref="StartException">The password cannot be read.</exception>
    public static IStore? Options(PersistenceOptions options, ILoggerFactory loggers, TimeProvider time) => options.Type switch
    {
        StoreType.Disk => new DiskStore(new DiskStoreOptions { Directory = Directory(options), Durability = options.Durability }, time),
        StoreType.Redis => new RedisStore(Redis(options.Redis), time, loggers.CreateLogger<RedisStore>()),
        _ => null,
    };

    /// <summary>Where the disk store lies.</summary>
    public static string Directory(PersistenceOptions options) => options.DataDir ?? Path.Combine(AppContext.BaseDirectory, "gmqtt-data");

    private static RedisStoreOptions Redis(RedisOptions options) => new()
    {
        Addresses = options.Addr.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        User = options.User,
        Password = Password(options),
        Database = options.Database,
        KeyPrefix = options.KeyPrefix,
        SentinelService = options.SentinelService,
        Tls = options.Tls,
        TlsCaFile = options.TlsCaFile,
        CommandTimeout = options.CommandTimeout,
        WaitReplicas = options.WaitReplicas,
        Lease = options.Lease,
    };

    private static string? Password(RedisOptions options)
    {
        if (options.PasswordFile is not { } file)
        {
            return options.Password.Length == 0 ? null : options.Password;
        }

        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"persistence.redis.password_file: {e.Message}", e);
        }
    }
}
