using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using RocksDbSharp;

namespace Gmqtt.Stores.Disk;

/// <summary>
/// The store on a local disk. RocksDB has native threads that do not end with a load context: this belongs to the host, never to a plugin. After a failed write RocksDB takes
/// no more; it is closed and opened again at the next attempt, which replays its log and shows what was done.
/// </summary>
public sealed class DiskStore : IStore, IBackupStore
{
    private readonly DiskStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly CommitThread _thread;
    private readonly ReaderWriterLockSlim _access = new();
    private DiskTables? _tables;
    private DiskCommit? _commit;
    private ITimer? _flushing;
    private volatile bool _isDirty;
    private volatile bool _isDisposed;

    /// <summary>Names a store; opens nothing.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">Its clock.</param>
    public DiskStore(DiskStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options with { Directory = Path.GetFullPath(options.Directory) };
        _time = time;
        _thread = new CommitThread("gmqtt disk store");
    }

    /// <inheritdoc/>
    public string Name => $"disk store {_options.Directory}";

    /// <inheritdoc/>
    public string Promise => _options.Durability.Promise;

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(CancellationToken cancellationToken)
    {
        long opened = 0;
        await _thread.RunAsync(() => opened = Open()).WaitAsync(cancellationToken);
        if (_options.Durability is { Mode: DurabilityMode.Interval, Interval: var interval }) _flushing = _time.CreateTimer(_ => FlushLog(), null, interval, interval);
        return opened;
    }

    /// <inheritdoc/>
    public ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken)
        => new(Task.Run(
            () => Read(tables =>
            {
                foreach (var table in StateTeller.Tables) Tell(tables, table, visitor, cancellationToken);
                return true;
            }),
            cancellationToken));

    /// <inheritdoc/>
    public ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken)
        => new(Task.Run(() => Read(tables => new DiskSessionReader(_options, tables, session).Read(after, most, visitor)), cancellationToken));

    /// <inheritdoc/>
    public ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken)
        => new(_thread.RunAsync(() => Commit(batch, number))); // not given up half way: the batch is the caller's again when this returns

    /// <summary>Copies the store as it is now, while it runs, to a directory that is not there yet.</summary>
    /// <param name="directory">Where to; on the same file system the copy shares its files and costs nearly nothing.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <returns>Completes when the copy is whole.</returns>
    public Task BackupAsync(string directory, CancellationToken cancellationToken)
        => Task.Run(
            () => Read(tables =>
            {
                tables.SaveTo(Path.GetFullPath(directory));
                return true;
            }),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (_flushing is not null) await _flushing.DisposeAsync();
        await _thread.RunAsync(Close);
        _thread.Dispose();
    }

    private long Open()
    {
        try
        {
            DiskDirectory.Prepare(_options);
            var tables = DiskTables.Open(_options);
            try
            {
                var opened = DiskMeta.ReadOpened(tables) + 1;
                DiskMeta.WriteOpened(tables, opened);
                _commit = new DiskCommit(_options, opened, Journal.LastIdBefore(opened));
                _tables = tables;
                return opened;
            }
            catch (Exception)
            {
                tables.Dispose();
                throw;
            }
        }
        catch (RecordException exception)
        {
            throw DiskErrors.Corrupt(_options, $"table default: {exception.Message}", exception);
        }
        catch (Exception exception)
        {
            throw DiskErrors.From(exception, _options);
        }
    }

    private void Commit(ChangeBatch batch, long number)
    {
        if (_commit is null || _isDisposed) throw new StoreUnavailableException($"the {Name} is not open");
        try
        {
            if (_tables is null) Reopen();
            _isDirty = true;
            _commit.Commit(_tables!, batch, number);
        }
        catch (Exception exception)
        {
            Close();
            throw DiskErrors.From(exception, _options);
        }
    }

    private void Reopen()
    {
        var tables = DiskTables.Open(_options);
        _commit!.Reopened(tables);
        _access.EnterWriteLock();
        _tables = tables;
        _access.ExitWriteLock();
    }

    private void Close()
    {
        _access.EnterWriteLock();
        try
        {
            _tables?.Dispose();
            _tables = null;
        }
        finally
        {
            _access.ExitWriteLock();
        }
    }

    private T Read<T>(Func<DiskTables, T> read)
    {
        _access.EnterReadLock();
        try
        {
            return read(_tables ?? throw new StoreUnavailableException($"the {Name} is not open"));
        }
        catch (RocksDbException exception)
        {
            throw DiskErrors.From(exception, _options);
        }
        finally
        {
            _access.ExitReadLock();
        }
    }

    private void Tell(DiskTables tables, StoreTable table, IStateVisitor visitor, CancellationToken cancellationToken)
    {
        using var rows = tables.Scan(table, default, once: true);
        while (rows.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                StateTeller.Tell(table, rows.Key, rows.Value, visitor);
            }
            catch (RecordException exception)
            {
                throw DiskErrors.Corrupt(_options, table, rows.Key, exception);
            }
        }
    }

    private void FlushLog()
    {
        if (!_isDirty) return;
        _isDirty = false;
        try
        {
            Read(tables =>
            {
                tables.FlushLog();
                return true;
            });
        }
        catch (Exception)
        {
            _isDirty = true; // the next commit meets the same error and tells it
        }
    }
}
