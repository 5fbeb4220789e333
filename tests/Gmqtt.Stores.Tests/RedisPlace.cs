using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gmqtt.Stores.Tests;

/// <summary>A key prefix of its own in a Redis.</summary>
internal sealed class RedisPlace : Place
{
    private readonly RedisServer _server;
    private readonly RedisKeys _keys;

    /// <param name="server">Where it is.</param>
    /// <param name="options">How it is spoken with; the address and the prefix come from here.</param>
    /// <param name="relay">Where it is reached instead.</param>
    /// <param name="prefix">Of one that was there before.</param>
    internal RedisPlace(RedisServer server, RedisStoreOptions? options = null, string? relay = null, string? prefix = null)
    {
        _server = server;
        Options = (options ?? new RedisStoreOptions()) with { Addresses = [relay ?? server.Address], KeyPrefix = prefix ?? Guid.NewGuid().ToString("N") };
        _keys = new RedisKeys(Options.KeyPrefix);
    }

    internal RedisStoreOptions Options { get; }

    internal RedisKeys Keys => _keys;

    internal override IStore NewStore() => new RedisStore(Options, TimeProvider.System, NullLogger.Instance);

    internal override async Task DamageAsync(StoreTable table, Func<byte[], byte[]> damage)
    {
        await using var redis = await _server.LookAsync(Options.Password);
        var database = redis.GetDatabase(Options.Database);
        var key = (await AllAsync(redis, table)).Single();
        if (table == StoreTable.Queue)
        {
            var row = (byte[])(await database.SortedSetRangeByRankAsync(key)).Single()!;
            await database.SortedSetRemoveAsync(key, row);
            await database.SortedSetAddAsync(key, (byte[])[.. row[..8], .. damage(row[8..])], 0);
        }
        else
        {
            var row = (await database.HashGetAllAsync(key)).Single();
            await database.HashSetAsync(key, row.Name, damage((byte[])row.Value!));
        }
    }

    internal override async Task<int> CountAsync(StoreTable table)
    {
        await using var redis = await _server.LookAsync(Options.Password);
        var database = redis.GetDatabase(Options.Database);
        var count = 0L;
        foreach (var key in await AllAsync(redis, table)) count += table == StoreTable.Queue ? await database.SortedSetLengthAsync(key) : await database.HashLengthAsync(key);
        return (int)count;
    }

    public override ValueTask DisposeAsync() => default;

    private async Task<List<RedisKey>> AllAsync(ConnectionMultiplexer redis, StoreTable table)
    {
        if (!RedisKeys.IsPerSession(table)) return [_keys.Table(table)];
        var keys = new List<RedisKey>();
        await foreach (var key in redis.GetServer(_server.Address).KeysAsync(Options.Database, $"*{Options.KeyPrefix}*:{table.ToString().ToLowerInvariant()}:*")) keys.Add(key);
        return keys;
    }
}
