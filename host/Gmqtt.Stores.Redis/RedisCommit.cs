using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>Commits batches, one at a time.</summary>
internal sealed class RedisCommit
{
    private const int Page = 500;

    private readonly RedisStoreOptions _options;
    private readonly IDatabase _database;
    private readonly RedisKeys _keys;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly long _opened;
    private readonly CommitPlan _plan = new();
    private readonly HashSet<ulong> _unknown = [];
    private readonly StoreKey _key = new();
    private RedisBatch _batch;
    private long _done;
    private bool _isUncertain;

    internal RedisCommit(RedisStoreOptions options, IDatabase database, RedisKeys keys, ILogger logger, string name, long opened)
    {
        _options = options;
        _database = database;
        _keys = keys;
        _logger = logger;
        _name = name;
        _opened = opened;
        _batch = new RedisBatch(keys);
        _plan.Begin(Journal.LastIdBefore(opened));
    }

    internal async Task CommitAsync(ChangeBatch changes, long number)
    {
        if (_isUncertain) await FindOutAsync();
        _isUncertain = true;
        if (_done < number)
        {
            _unknown.Clear();
            _plan.FindUnknown(changes, _unknown);
            await KnowAsync();
            _batch.Begin(_opened, number);
            _plan.Write(changes, _batch);
            await SendAsync(number);
            _done = number;
        }

        if (changes.EndedSessions > 0) await RemoveQueuesAsync(CommitPlan.FindEnded(changes), number);
        if (_options.WaitReplicas > 0) await WaitForReplicasAsync();
        _isUncertain = false;
    }

    /// <summary>A commit may have been applied or not, and may still be on its way: what Redis holds is what counts, and the bytes of that command are left to it.</summary>
    private async Task FindOutAsync()
    {
        _batch = new RedisBatch(_keys);
        _plan.Forget();
        var meta = await _database.HashGetAsync(_keys.Table(StoreTable.Meta), [(RedisValue)"opened", "commit"]);
        if (meta[0] == _opened) _done = Math.Max(_done, (long)meta[1]);
    }

    private async Task KnowAsync()
    {
        if (_unknown.Count == 0) return;
        var ids = _unknown.ToArray();
        var counts = await _database.HashGetAsync(_keys.Table(StoreTable.Holders), [.. ids.Select(id => (RedisValue)_key.Of(id).ToArray())]);
        for (var i = 0; i < ids.Length; i++)
        {
            if (counts[i].IsNull) continue;
            try
            {
                _plan.Know(ids[i], RecordDecoder.Holders(ids[i], ((ReadOnlyMemory<byte>)counts[i]).Span));
            }
            catch (RecordException exception)
            {
                throw RedisErrors.Corrupt(_name, _keys.Table(StoreTable.Holders), StoreTable.Holders, _key.Of(ids[i]), exception);
            }
        }
    }

    private async Task SendAsync(long number)
    {
        var parts = _batch.Take();
        RedisResult answer;
        if (parts.Count == 1)
        {
            answer = await _database.ScriptEvaluateAsync(RedisScripts.Commit, [_keys.Table(StoreTable.Meta)], parts[0]);
        }
        else
        {
            var together = _database.CreateTransaction();
            var answers = parts.Select(p => together.ScriptEvaluateAsync(RedisScripts.Commit, [_keys.Table(StoreTable.Meta)], p)).ToArray();
            await together.ExecuteAsync();
            answer = (await Task.WhenAll(answers))[0];
        }

        Read((RedisResult[])answer!, number);
    }

    private void Read(RedisResult[] answer, long number)
    {
        switch ((string?)answer[0])
        {
            case "ok":
                if ((long)answer[1] < number - 1) RedisStoreLog.Behind(_logger, _name, (long)answer[1] + 1, number - 1);
                foreach (var moved in answer.Skip(2)) RedisStoreLog.MovedAside(_logger, _name, (string?)moved ?? "");
                return;
            case "done":
                _plan.Forget(); // an earlier attempt arrived after all: what was counted now was counted twice
                return;
            case "fenced":
                throw new StoreInUseException($"the {_name} was opened by another gmqttd while this one was away");
            default:
                throw new StoreLostException($"the {_name} is empty: its keys were deleted while the broker ran, or it failed over to an empty copy. A restart begins with what is there");
        }
    }

    private async Task RemoveQueuesAsync(List<ulong> sessions, long number)
    {
        _batch.Begin(_opened, number + 1); // a part that is not the last commits no number
        foreach (var session in sessions) await RemoveQueueAsync(session);
        _plan.WriteHolders(_batch);
        foreach (var part in _batch.Take())
        {
            part[2] = 0;
            var answer = (RedisResult[])(await _database.ScriptEvaluateAsync(RedisScripts.Commit, [_keys.Table(StoreTable.Meta)], part))!;
            Read(answer, number);
        }
    }

    private async Task RemoveQueueAsync(ulong session)
    {
        var from = RedisBatch.LexBound((byte)'[', 0);
        RedisValue[] rows;
        do
        {
            rows = (RedisValue[])(await _database.ExecuteAsync("ZRANGEBYLEX", _keys.Of(StoreTable.Queue, session), from, "+", "LIMIT", 0, Page))!;
            _unknown.Clear();
            foreach (var row in rows)
            {
                if (SharedMessage(session, row) is var shared && _plan.IsUnknown(shared)) _unknown.Add(shared);
            }

            await KnowAsync();
            foreach (var row in rows) _plan.LetGo(SharedMessage(session, row));
            if (rows.Length > 0) from = RedisBatch.LexBound((byte)'[', RedisSessionReader.Position(rows[^1]) + 1);
        }
        while (rows.Length == Page);
        _batch.DeleteAll(StoreTable.Queue, session);
        _batch.DeleteAll(StoreTable.Flight, session);
        _batch.DeleteAll(StoreTable.Received, session);
    }

    private static ulong SharedMessage(ulong session, RedisValue row)
    {
        try
        {
            return RecordDecoder.SharedMessage(session, RedisSessionReader.Position(row), RedisSessionReader.Value(row));
        }
        catch (RecordException)
        {
            return 0; // it goes
        }
    }

    private async Task WaitForReplicasAsync()
    {
        var have = (long)await _database.ExecuteAsync("WAIT", _options.WaitReplicas, (long)(_options.CommandTimeout.TotalMilliseconds / 2));
        if (have < _options.WaitReplicas) throw new StoreUnavailableException($"{have} of {_options.WaitReplicas} replicas of the {_name} have the commit");
    }
}
