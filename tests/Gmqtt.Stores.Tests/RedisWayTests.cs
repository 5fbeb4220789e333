using System.Globalization;
using System.Text;
using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Redis;
using StackExchange.Redis;

namespace Gmqtt.Stores.Tests;

/// <summary>What can go wrong between here and a Redis, or make another Redis the one that counts.</summary>
public sealed class RedisWayTests
{
    [Fact]
    public async Task Over_a_slow_way_more_is_committed_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = new RedisRelay(redis);
        var place = new RedisPlace(redis, new RedisStoreOptions { CommandTimeout = TimeSpan.FromSeconds(30) }, relay.Address);
        await using var life = await Life.BeginAsync(place);
        var session = await life.SessionAsync("c");
        relay.Late = TimeSpan.FromMilliseconds(200);
        var before = life.Journal.CommittedUpTo;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++) await life.PublishAsync($"{n}/{i}", session);
        })));
        Assert.InRange(life.Journal.CommittedUpTo - before, 3, 30); // of 150 messages
        Assert.Equal(StoreState.Healthy, life.Journal.Health.State);
        relay.Late = TimeSpan.Zero;
        Assert.Equal(150, (await life.ReadAsync(session)).Entries.Count);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("garbled")]
    public async Task A_commit_whose_reply_is_spoiled_is_done_once(string how)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = new RedisRelay(redis);
        var place = new RedisPlace(redis, relay: relay.Address);
        ulong a, b;
        await using (var life = await Life.BeginAsync(place))
        {
            (a, b) = (await life.SessionAsync("a"), await life.SessionAsync("b"));
            var (message, positions) = await life.PublishAsync("shared", a, b);
            relay.SpoilNext(reply => how == "cut" ? reply[..(reply.Length / 2)] : Encoding.ASCII.GetBytes("@@ no Redis speaks like this\r\n"));
            await life.DoAsync(c => c.Completed(a, positions[0], message, isMarked: false));
            Assert.True(relay.HasSpoiled);
        }

        // Counted down twice, the message would be gone.
        await using var next = await Life.BeginAsync(place);
        Assert.Empty((await next.ReadAsync(a)).Entries);
        Assert.Equal("shared", (await next.ReadAsync(b)).Payloads.Single());
    }

    [Fact]
    public async Task A_failover_to_a_replica_that_has_everything_is_gone_on_with()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await ReplicaAsync(primary);
        await using var relay = new RedisRelay(primary);
        var place = new RedisPlace(primary, relay: relay.Address);
        await using var life = await Life.BeginAsync(place);
        var session = await life.SessionAsync("c");
        await life.PublishAsync("before", session);
        await using (var look = await primary.LookAsync()) Assert.Equal(1, (long)await look.GetDatabase().ExecuteAsync("WAIT", 1, 20_000));
        await primary.KillAsync();
        await using (var look = await replica.LookAsync()) await look.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");
        await relay.LeadToAsync(replica);
        await life.PublishAsync("after", session);
        Assert.Equal(["before", "after"], (await life.ReadAsync(session)).Payloads);
    }

    [Fact]
    public async Task With_wait_replicas_nothing_is_acknowledged_that_a_replica_does_not_have()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await ReplicaAsync(primary);
        var place = new RedisPlace(primary, new RedisStoreOptions { WaitReplicas = 1 });
        ulong session;
        await using (var life = await Life.BeginAsync(place))
        {
            session = await life.SessionAsync("c");
            for (var i = 0; i < 20; i++) await life.PublishAsync($"{i}", session);
            await replica.KillAsync();
            var waiting = life.PublishAsync("20", session);
            while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
            Assert.Contains("0 of 1 replicas", life.Journal.Health.Sentence, StringComparison.Ordinal);
            Assert.False(waiting.IsCompleted);
            await replica.StartAgainAsync();
            await waiting;
        }

        await primary.KillAsync();
        await using (var look = await replica.LookAsync()) await look.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");
        await using var next = await Life.BeginAsync(new RedisPlace(replica, prefix: place.Options.KeyPrefix));
        Assert.Equal(Enumerable.Range(0, 21).Select(i => $"{i}"), (await next.ReadAsync(session)).Payloads);
    }

    [Fact]
    public async Task A_redis_that_is_busy_with_a_script_acknowledges_nothing_until_it_is_not()
    {
        await using var redis = await RedisServer.StartAsync("--lua-time-limit", "50");
        await using var life = await Life.BeginAsync(new RedisPlace(redis));
        var session = await life.SessionAsync("c");
        await using var busy = await redis.LookAsync();
        await using var look = await redis.LookAsync();
        var endless = busy.GetDatabase().ExecuteAsync("EVAL", "while true do end", 0);
        while (!await IsBusyAsync(look)) await Task.Yield();
        var waiting = life.PublishAsync("m", session);
        while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
        Assert.False(waiting.IsCompleted);
        await look.GetDatabase().ExecuteAsync("SCRIPT", "KILL");
        await waiting;
        await Assert.ThrowsAnyAsync<Exception>(() => endless); // killed, or given up by the client before
        Assert.Equal("m", (await life.ReadAsync(session)).Payloads.Single());
    }

    [Fact]
    public async Task A_redis_that_cannot_save_and_therefore_refuses_writes_is_waited_for()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var life = await Life.BeginAsync(new RedisPlace(redis));
        await using var look = await redis.LookAsync();
        var server = look.GetServer(redis.Address);
        var session = await life.SessionAsync("c");
        await server.ConfigSetAsync("save", "3600 1");
        redis.LoseDirectory();
        await look.GetDatabase().ExecuteAsync("BGSAVE");
        while ((await server.InfoAsync("persistence")).SelectMany(g => g).First(i => i.Key == "rdb_last_bgsave_status").Value != "err") await Task.Yield();
        var waiting = life.PublishAsync("m", session);
        while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
        Assert.Contains("MISCONF", life.Journal.Health.Sentence, StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        await server.ConfigSetAsync("stop-writes-on-bgsave-error", "no");
        await waiting;
        Assert.Equal("m", (await life.ReadAsync(session)).Payloads.Single());
    }

    private static async Task<bool> IsBusyAsync(ConnectionMultiplexer redis)
    {
        try
        {
            await redis.GetDatabase().PingAsync();
            return false;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSY", StringComparison.Ordinal))
        {
            return true;
        }
    }

    /// <summary>A copy of another, once it has everything.</summary>
    private static async Task<RedisServer> ReplicaAsync(RedisServer primary)
    {
        var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port.ToString(CultureInfo.InvariantCulture)}");
        await using var look = await replica.LookAsync();
        var server = look.GetServer(replica.Address);
        while ((await server.InfoAsync("replication")).SelectMany(g => g).FirstOrDefault(i => i.Key == "master_link_status").Value != "up") await Task.Yield();
        return replica;
    }
}
