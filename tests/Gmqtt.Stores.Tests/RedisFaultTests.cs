using System.Diagnostics;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;
using Gmqtt.Stores.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>What can go wrong with a Redis, done to a real one.</summary>
public sealed class RedisFaultTests
{
    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always"];

    [Fact]
    public async Task A_redis_that_is_not_there_is_unavailable_and_named()
    {
        await using var store = new RedisStore(new RedisStoreOptions { Addresses = ["127.0.0.1:1"] }, TimeProvider.System, NullLogger.Instance);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.OpenAsync(default));
        Assert.Contains("127.0.0.1:1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_wrong_password_is_said_to_be_one(string? password)
    {
        await using var redis = await RedisServer.StartAsync("--requirepass", "right");
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => Life.BeginAsync(new RedisPlace(redis, new RedisStoreOptions { Password = password })));
        Assert.Contains("password", refused.Message, StringComparison.Ordinal);
        await using var life = await Life.BeginAsync(new RedisPlace(redis, new RedisStoreOptions { Password = "right", Database = 3 }));
        await life.SessionAsync("c");
    }

    [Fact]
    public async Task A_killed_redis_acknowledges_nothing_and_after_its_restart_everything_is_there_once()
    {
        await using var redis = await RedisServer.StartAsync(Durable);
        var place = new RedisPlace(redis);
        var sessions = new ulong[8];
        var acknowledged = new int[sessions.Length];
        await using (var life = await Life.BeginAsync(place))
        {
            for (var i = 0; i < sessions.Length; i++) sessions[i] = await life.SessionAsync($"c{i}");
            using var stop = new CancellationTokenSource();
            var publishers = sessions.Select((session, i) => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await life.PublishAsync($"{acknowledged[i]}", session);
                    acknowledged[i]++;
                }
            })).ToArray();
            for (var round = 0; round < 3; round++)
            {
                var before = acknowledged.Sum();
                while (acknowledged.Sum() < before + 200) await Task.Yield();
                await redis.KillAsync();
                var atKill = acknowledged.Sum();
                while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
                Assert.InRange(acknowledged.Sum(), atKill, atKill + sessions.Length); // answers that were on their way
                await redis.StartAgainAsync();
                while (life.Journal.Health.State != StoreState.Healthy) await Task.Yield();
            }

            await stop.CancelAsync();
            await Task.WhenAll(publishers);
        }

        await using var next = await Life.BeginAsync(place);
        for (var i = 0; i < sessions.Length; i++)
            Assert.Equal(Enumerable.Range(0, acknowledged[i]).Select(n => $"{n}"), (await next.ReadAsync(sessions[i])).Payloads);
    }

    [Fact]
    public async Task A_frozen_redis_holds_nobody_for_longer_than_its_timeout_and_late_replies_change_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis, new RedisStoreOptions { CommandTimeout = TimeSpan.FromMilliseconds(500) });
        ulong a, b;
        await using (var life = await Life.BeginAsync(place))
        {
            (a, b) = (await life.SessionAsync("a"), await life.SessionAsync("b"));
            var (message, positions) = await life.PublishAsync("shared", a, b);
            redis.Freeze();
            var waiting = life.DoAsync(c => c.Completed(a, positions[0], message, isMarked: false));
            while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
            Assert.False(waiting.IsCompleted);
            redis.Thaw();
            await waiting;
        }

        // The commit was sent several times, and the message was counted down once.
        await using var next = await Life.BeginAsync(place);
        Assert.Equal("shared", (await next.ReadAsync(b)).Payloads.Single());
    }

    [Fact]
    public async Task A_key_of_a_wrong_type_in_the_way_of_one_session_is_moved_aside()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis);
        await using var life = await Life.BeginAsync(place);
        await using var look = await redis.LookAsync();
        var session = await life.SessionAsync("c");
        await look.GetDatabase().StringSetAsync(place.Keys.Of(StoreTable.Queue, session), "somebody's");
        await life.PublishAsync("m", session);
        Assert.Equal("m", (await life.ReadAsync(session)).Payloads.Single());
        Assert.Contains(look.GetServer(redis.Address).Keys().Select(k => (string)k!), k => k.Contains(":foreign:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_of_a_wrong_type_is_refused_with_its_key()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis);
        await using var look = await redis.LookAsync();
        await look.GetDatabase().StringSetAsync(place.Keys.Table(StoreTable.Session), "somebody's");
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(place));
        Assert.Contains("key_prefix", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_without_memory_or_that_may_not_write_is_unavailable_until_it_has_or_may()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var life = await Life.BeginAsync(new RedisPlace(redis));
        await using var look = await redis.LookAsync();
        var server = look.GetServer(redis.Address);
        var session = await life.SessionAsync("c");
        foreach (var (on, off, says) in new[] { ("1", "0", "OOM"), ("", "", "READONLY") })
        {
            if (says == "OOM") await server.ConfigSetAsync("maxmemory", on);
            else await look.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
            var waiting = life.PublishAsync(says, session);
            while (life.Journal.Health.State != StoreState.Failing) await Task.Yield();
            Assert.Contains(says, life.Journal.Health.Sentence, StringComparison.Ordinal);
            Assert.False(waiting.IsCompleted);
            if (says == "OOM") await server.ConfigSetAsync("maxmemory", off);
            else await look.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");
            await waiting;
            Assert.Equal(StoreState.Healthy, life.Journal.Health.State);
        }

        Assert.Equal(["OOM", "READONLY"], (await life.ReadAsync(session)).Payloads);
    }

    [Fact]
    public async Task An_emptied_redis_is_noticed_and_not_written_to_as_if_nothing_had_happened()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var life = await Life.BeginAsync(new RedisPlace(redis));
        await using var look = await redis.LookAsync();
        await life.SessionAsync("c");
        await look.GetServer(redis.Address).FlushAllDatabasesAsync();
        _ = life.SessionAsync("d");
        while (life.Journal.Health.State != StoreState.Stopped) await Task.Yield();
        Assert.Contains("deleted", life.Journal.Health.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_broker_is_refused_while_the_first_lives_and_fences_it_off_when_it_was_away()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis, new RedisStoreOptions { Lease = TimeSpan.FromSeconds(1) });
        await using var first = await Life.BeginAsync(place);
        await Assert.ThrowsAsync<StoreInUseException>(() => Life.BeginAsync(place));
        await first.SessionAsync("still at work");

        await using var look = await redis.LookAsync();
        await look.GetDatabase().StringSetAsync(place.Keys.Owner, await GoneOwnerAsync()); // as if the lease had run out, and one had come and gone
        await using var second = await Life.BeginAsync(place);
        _ = first.SessionAsync("too late");
        while (first.Journal.Health.State != StoreState.Stopped) await Task.Yield();
        await second.SessionAsync("mine");
    }

    [Fact]
    public async Task A_broker_that_was_killed_on_this_machine_does_not_keep_its_successor_waiting()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis, new RedisStoreOptions { Lease = TimeSpan.FromMinutes(10) });
        await using var look = await redis.LookAsync();
        await look.GetDatabase().StringSetAsync(place.Keys.Owner, await GoneOwnerAsync(), TimeSpan.FromMinutes(10));
        await using var life = await Life.BeginAsync(place);
        await life.SessionAsync("c");
    }

    [Fact]
    public async Task Another_format_is_refused()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis);
        await using var look = await redis.LookAsync();
        await look.GetDatabase().HashSetAsync(place.Keys.Table(StoreTable.Meta), "format", "2");
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(place));
        Assert.Contains("format 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_gathered_during_an_outage_is_committed_as_one_however_much_it_is()
    {
        await using var redis = await RedisServer.StartAsync(Durable);
        var place = new RedisPlace(redis);
        const int Filters = 100_000; // more than go into one command
        await using (var life = await Life.BeginAsync(place))
        {
            var session = await life.SessionAsync("c");
            await life.DoAsync(c =>
            {
                for (var i = 0; i < Filters; i++) c.Subscribed(session, new Subscription { TopicFilter = $"{i}" });
            }, TimeSpan.FromMinutes(2)); // a machine that has no time for Redis needs several attempts
        }

        Assert.Equal(Filters, await place.CountAsync(StoreTable.Subscription));
    }

    [Fact]
    public async Task A_redis_that_comes_back_with_less_is_reported_and_gone_on_with()
    {
        await using var redis = await RedisServer.StartAsync();
        var place = new RedisPlace(redis);
        var log = new LogLines();
        await using var store = new RedisStore(place.Options, TimeProvider.System, log);
        var journal = new Journal(store, new JournalOptions(), TimeProvider.System, log);
        journal.Start(await store.OpenAsync(default));
        for (ushort i = 1; i <= 3; i++) await Commit(journal, i);
        await using var look = await redis.LookAsync();
        await look.GetDatabase().HashSetAsync(place.Keys.Table(StoreTable.Meta), "commit", 1); // as an older copy says
        await Commit(journal, 4);
        Assert.Contains(log.Lines, l => l.Contains("lost commits 2 to 3", StringComparison.Ordinal));
        await Commit(journal, 5);
        await journal.DisposeAsync();
        Assert.Single(log.Lines);
    }

    private static async Task<string> GoneOwnerAsync()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync();
        var parts = OwnerIdentity.Own.Split('/');
        return $"{parts[0]}/{parts[1]}/{process.Id}/1/{Guid.NewGuid():N}";
    }

    private static Task Commit(Journal journal, ushort packetId)
    {
        using var writer = journal.Write();
        writer.Changes.SessionSaved(packetId, new SessionRecord { ClientId = $"{packetId}" });
        return journal.WhenCommittedAsync(writer.Ticket);
    }
}
