namespace Gmqtt.Stores.Redis;

/// <summary>What runs inside Redis, where nothing comes between its lines.</summary>
internal static class RedisScripts
{
    /// <summary>
    /// Applies a batch. KEYS[1] is the meta table. ARGV: how often the store was opened when we opened it, the batch's number, whether this is its last part, then the operations.
    /// Answers first what became of it: lost (the store is empty), fenced (another broker has opened it), done (it was applied before), or ok and the number of the last batch before it.
    /// Every operation may be repeated. A key of a wrong type under our prefix is nobody's but in the way: it is moved aside, and answered.
    /// </summary>
    internal const string Commit = """
        local opened = redis.call('HGET', KEYS[1], 'opened')
        if not opened then return {'lost'} end
        if opened ~= ARGV[1] then return {'fenced'} end
        local done = tonumber(redis.call('HGET', KEYS[1], 'commit') or '0')
        if done >= tonumber(ARGV[2]) then return {'done'} end
        local answer = {'ok', done}
        local failed
        local function run(name, key, ...)
          local reply = redis.pcall(name, key, ...)
          if type(reply) ~= 'table' or not reply.err then return end
          if string.find(reply.err, 'WRONGTYPE', 1, true) then
            local aside = key .. ':foreign:' .. ARGV[2]
            redis.call('RENAME', key, aside)
            answer[#answer + 1] = aside
            reply = redis.pcall(name, key, ...)
          end
          if type(reply) == 'table' and reply.err then failed = reply end
        end
        local i, last = 4, #ARGV
        while i <= last do
          local op = ARGV[i]
          if op == 'z' then run('ZADD', ARGV[i + 1], 0, ARGV[i + 2]); i = i + 3
          elseif op == 'r' then run('ZREMRANGEBYLEX', ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]); i = i + 4
          elseif op == 'h' then run('HSET', ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]); i = i + 4
          elseif op == 'd' then run('HDEL', ARGV[i + 1], ARGV[i + 2]); i = i + 3
          else run('DEL', ARGV[i + 1]); i = i + 2 end
          if failed then return failed end
        end
        if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'commit', ARGV[2]) end
        return answer
        """;

    /// <summary>Opens the store for the owner. KEYS: meta, owner. ARGV: who we are, the format. Answers how often it has been opened, or false when we do not own it, or the other format.</summary>
    internal const string Open = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
        local format = redis.call('HGET', KEYS[1], 'format')
        if format and format ~= ARGV[2] then return 'format ' .. format end
        redis.call('HSET', KEYS[1], 'format', ARGV[2], 'commit', '0')
        return redis.call('HINCRBY', KEYS[1], 'opened', 1)
        """;

    /// <summary>Keeps the lease. KEYS: owner. ARGV: who we are, milliseconds. Answers 1 while it is ours; one that has run out and that nobody took is ours again.</summary>
    internal const string Renew = """
        local owner = redis.call('GET', KEYS[1])
        if owner and owner ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    /// <summary>Takes the lease from somebody who is known to be gone. KEYS: owner. ARGV: who we are, who that was, milliseconds.</summary>
    internal const string TakeOver = """
        local owner = redis.call('GET', KEYS[1])
        if owner and owner ~= ARGV[2] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
        return 1
        """;

    /// <summary>Gives the lease back. KEYS: owner. ARGV: who we are.</summary>
    internal const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        return 1
        """;
}
