using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Tests;

/// <summary>
/// The journal's double: the contract in the plainest way, over sorted dictionaries that outlive it. Can be told to fail, so that it can be seen what the journal and the tests do then.
/// </summary>
internal sealed class RamStore(RamPlace place) : IStore, ITableWriter
{
    private readonly CommitPlan _plan = new();
    private readonly StoreKey _key = new();
    private long _done;

    /// <summary>Called before a commit is applied; what it throws is the commit's failure.</summary>
    internal Func<long, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a commit is applied: a failure here leaves its outcome unknown.</summary>
    internal Func<long, Task> AfterCommit { get; set; } = _ => Task.CompletedTask;

    internal List<int> CommitSizes { get; } = [];

    public string Name => "memory double";

    public string Promise => "nothing";

    public ValueTask<long> OpenAsync(CancellationToken cancellationToken)
    {
        place.TimesOpened++;
        _plan.Begin(Journal.LastIdBefore(place.TimesOpened));
        return new(place.TimesOpened);
    }

    public ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken)
    {
        foreach (var table in StateTeller.Tables)
        {
            foreach (var (key, value) in place.Tables[table]) Located(table, key, () => StateTeller.Tell(table, key, value, visitor));
        }

        return default;
    }

    public ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken)
    {
        foreach (var (key, _) in after == 0 ? Of(StoreTable.Received, session) : []) visitor.Received(StoreKey.PacketId(key));
        foreach (var (key, value) in Of(StoreTable.Queue, session).Where(r => StoreKey.Second(r.Key) > after))
        {
            if (most-- == 0) return new(true);
            Located(StoreTable.Queue, key, () => Tell(session, key, value, visitor));
        }

        return new(false);
    }

    public async ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken)
    {
        CommitSizes.Add(batch.Count);
        await BeforeCommit(number);
        if (_done < number)
        {
            Apply(batch);
            _done = number;
        }

        await AfterCommit(number);
    }

    public void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => place.Tables[table][key.ToArray()] = value.ToArray();

    public void Delete(StoreTable table, ReadOnlySpan<byte> key) => place.Tables[table].Remove(key.ToArray());

    public ValueTask DisposeAsync() => default;

    private void Apply(ChangeBatch batch)
    {
        var unknown = new HashSet<ulong>();
        _plan.FindUnknown(batch, unknown);
        foreach (var id in unknown) Know(id);
        _plan.Write(batch, this);
        foreach (var session in CommitPlan.FindEnded(batch))
        {
            foreach (var (key, value) in Of(StoreTable.Queue, session))
            {
                var shared = RecordDecoder.SharedMessage(session, StoreKey.Second(key), value);
                if (_plan.IsUnknown(shared)) Know(shared);
                _plan.LetGo(shared);
                Delete(StoreTable.Queue, key);
            }

            foreach (var table in new[] { StoreTable.Flight, StoreTable.Received })
            {
                foreach (var (key, _) in Of(table, session)) Delete(table, key);
            }
        }

        _plan.WriteHolders(this);
    }

    private void Know(ulong id)
    {
        if (place.Tables[StoreTable.Holders].TryGetValue(_key.Of(id).ToArray(), out var value)) _plan.Know(id, RecordDecoder.Holders(id, value));
    }

    private void Tell(ulong session, byte[] key, byte[] value, ISessionVisitor visitor)
    {
        var entry = RecordDecoder.Queue(session, StoreKey.Second(key), value, out var message);
        if (place.Tables[StoreTable.Flight].TryGetValue(key, out var mark)) entry = RecordDecoder.Marked(entry, mark);
        if (entry.MessageId != 0) message = RecordDecoder.Message(entry.MessageId, place.Tables[StoreTable.Message][_key.Of(entry.MessageId).ToArray()]);
        visitor.Entry(entry, message);
    }

    private List<KeyValuePair<byte[], byte[]>> Of(StoreTable table, ulong session) => [.. place.Tables[table].Where(r => StoreKey.First(r.Key) == session)];

    private static void Located(StoreTable table, byte[] key, Action read)
    {
        try
        {
            read();
        }
        catch (RecordException exception)
        {
            throw new StoreCorruptException($"table {table}, key {StoreKey.Describe(table, key)}: {exception.Message}", exception);
        }
    }
}
