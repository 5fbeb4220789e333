using Gmqtt.Broker.Stores;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>
/// Keeps a second broker from opening the store. It is a courtesy to people who start two by mistake; what makes two harmless is that every commit says which opening it
/// belongs to.
/// </summary>
internal sealed class RedisLease : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly RedisStoreOptions _options;
    private readonly IDatabase _database;
    private readonly RedisKeys _keys;
    private readonly TimeProvider _time;
    private ITimer? _renewing;

    internal RedisLease(RedisStoreOptions options, IDatabase database, RedisKeys keys, TimeProvider time)
    {
        _options = options;
        _database = database;
        _keys = keys;
        _time = time;
    }

    /// <summary>Who we are: each store of a process is somebody of its own.</summary>
    internal string Self { get; } = $"{OwnerIdentity.Own[..^32]}{Guid.NewGuid():N}";

    internal async Task TakeAsync(string name, CancellationToken cancellationToken)
    {
        var left = TimeSpan.MaxValue;
        while (!await _database.StringSetAsync(_keys.Owner, Self, _options.Lease, When.NotExists))
        {
            string? owner = await _database.StringGetAsync(_keys.Owner);
            if (owner is null) continue;
            if (OwnerIdentity.IsGone(owner) && await TakeOverAsync(owner)) break;
            // One that lives renews: the time left grows.
            var now = await _database.KeyTimeToLiveAsync(_keys.Owner) ?? TimeSpan.Zero;
            if (now > left) throw new StoreInUseException($"the {name} is in use by another gmqttd ({owner}): give each broker a key_prefix of its own");
            left = now;
            await Task.Delay(Pause, _time, cancellationToken);
        }

        _renewing = _time.CreateTimer(_ => _ = RenewAsync(), null, _options.Lease / 4, _options.Lease / 4);
    }

    public async ValueTask DisposeAsync()
    {
        if (_renewing is null) return;
        await _renewing.DisposeAsync();
        try
        {
            await _database.ScriptEvaluateAsync(RedisScripts.Release, [_keys.Owner], [Self]);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return; // it runs out
        }
    }

    private async Task<bool> TakeOverAsync(string owner)
        => (long)await _database.ScriptEvaluateAsync(RedisScripts.TakeOver, [_keys.Owner], [Self, owner, (long)_options.Lease.TotalMilliseconds]) == 1;

    private async Task RenewAsync()
    {
        try
        {
            await _database.ScriptEvaluateAsync(RedisScripts.Renew, [_keys.Owner], [Self, (long)_options.Lease.TotalMilliseconds]);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return; // the commits meet the same trouble and tell it
        }
    }
}
