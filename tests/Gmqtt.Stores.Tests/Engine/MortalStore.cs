using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>A store whose broker may die at any moment: from then on nothing is written. Commits can be held up and made to fail before that.</summary>
internal sealed class MortalStore(IStore store) : IStore, IBackupStore
{
    private volatile bool _isDead;
    private volatile TaskCompletionSource? _held;

    /// <summary>What commits fail with, or null.</summary>
    internal Exception? Failure { get; set; }

    public string Name => store.Name;

    public string Promise => store.Promise;

    /// <summary>What reads of queues wait for, or null.</summary>
    internal TaskCompletionSource? Reads { get; set; }

    /// <summary>Commits wait from now on.</summary>
    internal void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Commits go on.</summary>
    internal void LetGo()
    {
        var held = _held;
        _held = null;
        held?.TrySetResult();
    }

    /// <summary>The process is gone: what is not committed never will be.</summary>
    internal void Die()
    {
        _isDead = true;
        LetGo();
    }

    public ValueTask<long> OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken) => store.LoadAsync(visitor, cancellationToken);

    public async ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken)
    {
        if (Reads is { } reads) await reads.Task.WaitAsync(cancellationToken);
        return await store.ReadSessionAsync(session, after, most, visitor, cancellationToken);
    }

    public async ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken)
    {
        if (_held is { } held) await held.Task.WaitAsync(cancellationToken);
        if (_isDead) throw new StoreLostException("the broker is dead");
        if (Failure is { } failure) throw failure;
        await store.CommitAsync(batch, number, cancellationToken);
    }

    public Task BackupAsync(string directory, CancellationToken cancellationToken) => ((IBackupStore)store).BackupAsync(directory, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
