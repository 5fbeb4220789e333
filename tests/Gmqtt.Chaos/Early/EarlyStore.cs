using System.Reflection;
using System.Threading.Channels;
using Gmqtt.Broker.Stores;

namespace Gmqtt.Chaos.Early;

/// <summary>A store that says it has committed when it has only heard: what the broker acknowledges then is what many brokers acknowledge. It is here so that the harness can show that it sees that.</summary>
internal sealed class EarlyStore : IStore
{
    private const int Bound = 10_000;
    private static readonly FieldInfo[] Fields = typeof(ChangeBatch).GetFields(BindingFlags.Instance | BindingFlags.NonPublic);
    private readonly IStore _store;
    private readonly TimeSpan _late;
    private readonly Channel<(ChangeBatch Batch, long Number, long At)> _heard = Channel.CreateBounded<(ChangeBatch, long, long)>(Bound);
    private readonly Task _committing;
    private long _last;
    private long _done;

    /// <param name="store">Where it is committed in the end.</param>
    /// <param name="late">By how much too late, at least.</param>
    internal EarlyStore(IStore store, TimeSpan late)
    {
        _store = store;
        _late = late;
        _committing = Task.Run(CommitAllAsync);
    }

    public string Name => $"early {_store.Name}";

    public string Promise => "acknowledged means heard";

    public ValueTask<long> OpenAsync(CancellationToken cancellationToken) => _store.OpenAsync(cancellationToken);

    public ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken) => _store.LoadAsync(visitor, cancellationToken);

    public async ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken)
    {
        // It lies about kill -9 and about nothing else.
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var last = Volatile.Read(ref _last);
        while (Volatile.Read(ref _done) < last) await tick.WaitForNextTickAsync(cancellationToken);
        return await _store.ReadSessionAsync(session, after, most, visitor, cancellationToken);
    }

    public ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _last, number);
        return _heard.Writer.WriteAsync((Copy(batch), number, TimeProvider.System.GetTimestamp()), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _heard.Writer.Complete();
        await _committing;
        await _store.DisposeAsync();
    }

    /// <summary>The journal uses its batches again.</summary>
    private static ChangeBatch Copy(ChangeBatch batch)
    {
        var copy = new ChangeBatch();
        foreach (var field in Fields) field.SetValue(copy, field.GetValue(batch) is byte[] bytes ? bytes.Clone() : field.GetValue(batch));
        return copy;
    }

    private async Task CommitAllAsync()
    {
        await foreach (var (batch, number, at) in _heard.Reader.ReadAllAsync())
        {
            var left = _late - TimeProvider.System.GetElapsedTime(at);
            if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, CancellationToken.None);
            await _store.CommitAsync(batch, number, CancellationToken.None);
            Volatile.Write(ref _done, number);
        }
    }
}
