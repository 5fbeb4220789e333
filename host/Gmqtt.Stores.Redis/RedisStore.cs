using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>
/// The store in Redis 6.2 or later. A commit is one script: all of it or nothing, and nothing twice, because Redis keeps its number. What is acknowledged survives this broker in
/// any case, and Redis as far as its appendfsync and its replicas say.
/// </summary>
public sealed class RedisStore : IStore
{
    private const string Format = "1";
    private const int ScanPage = 2000;

    private readonly RedisStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisKeys _keys;
    private ConnectionMultiplexer? _connection;
    private RedisLease? _lease;
    private RedisCommit? _commit;

    /// <summary>Names a store; connects to nothing.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="logger">Where it tells what a person should know.</param>
    public RedisStore(RedisStoreOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _keys = new RedisKeys(options.KeyPrefix);
    }

    /// <inheritdoc/>
    public string Name => $"Redis store {string.Join(',', _options.Addresses)} prefix {_options.KeyPrefix}";

    /// <inheritdoc/>
    public string Promise => _options.WaitReplicas > 0
        ? $"a crash of the broker loses nothing acknowledged; {_options.WaitReplicas} replicas have what is acknowledged, and a power cut may lose what Redis's appendfsync says"
        : "a crash of the broker loses nothing acknowledged; a crash of Redis may lose what its appendfsync says, and a failover what had not been replicated";

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CloseAsync();
            _connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(_options));
            var database = _connection.GetDatabase(_options.Database);
            _lease = new RedisLease(_options, database, _keys, _time);
            await _lease.TakeAsync(Name, cancellationToken);
            var answer = await database.ScriptEvaluateAsync(RedisScripts.Open, [_keys.Table(StoreTable.Meta), _keys.Owner], [_lease.Self, Format]);
            if (answer.IsNull) throw new StoreInUseException($"the {Name} is in use by another gmqttd");
            if (answer.Resp2Type != ResultType.Integer) throw new StoreCorruptException($"the {Name} is of {answer}, and this gmqttd reads format {Format}: it was written by another version");
            _commit = new RedisCommit(_options, database, _keys, _logger, Name, (long)answer);
            return (long)answer;
        }
        catch (Exception exception)
        {
            await CloseAsync();
            throw RedisErrors.From(exception, Name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var table in StateTeller.Tables)
            {
                await foreach (var row in Database().HashScanAsync(_keys.Table(table), pageSize: ScanPage).WithCancellation(cancellationToken)) Tell(table, row, visitor);
            }
        }
        catch (RedisException exception)
        {
            throw RedisErrors.From(exception, Name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken)
    {
        try
        {
            return await new RedisSessionReader(Database(), _keys, Name, session).ReadAsync(after, most, visitor);
        }
        catch (Exception exception)
        {
            throw RedisErrors.From(exception, Name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken)
    {
        try
        {
            await (_commit ?? throw NotOpen()).CommitAsync(batch, number);
        }
        catch (Exception exception)
        {
            throw RedisErrors.From(exception, Name);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        _commit = null;
        if (_lease is not null) await _lease.DisposeAsync();
        _lease = null;
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }

    private IDatabase Database() => (_connection ?? throw NotOpen()).GetDatabase(_options.Database);

    private StoreUnavailableException NotOpen() => new($"the {Name} is not open");

    private void Tell(StoreTable table, HashEntry row, IStateVisitor visitor)
    {
        var key = (ReadOnlyMemory<byte>)row.Name;
        try
        {
            StateTeller.Tell(table, key.Span, ((ReadOnlyMemory<byte>)row.Value).Span, visitor);
        }
        catch (RecordException exception)
        {
            throw RedisErrors.Corrupt(Name, _keys.Table(table), table, key.Span, exception);
        }
    }
}
