using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Stores;

/// <summary>
/// Makes puts and deletes of changes, the same for every store that has tables, and keeps the count of who holds a message that is stored once for several queues.
/// A message that one queue holds goes into that queue's record. One that every queue has let go of within the batch that brought it is not written at all: whoever reads the store sees
/// it before the batch or after it, and never in it. Counts of messages added since the start are known; those of earlier ones are asked for first.
/// Owned by the store's writer.
/// </summary>
internal sealed class CommitPlan
{
    /// <summary>More counts than this are not remembered: they are read again when they are needed.</summary>
    private const int MostKnown = 1_000_000;

    private readonly Dictionary<ulong, int> _holders = [];
    private readonly Dictionary<ulong, Places> _added = [];
    private readonly Dictionary<ulong, Range> _alone = [];
    private readonly HashSet<ulong> _touched = [];
    private readonly StoreKey _key = new();
    private byte[] _scratch = new byte[4096];
    private ulong _highest;
    private ulong _forgottenUpTo = ulong.MaxValue;

    /// <summary>Begins to know counts: what is added from now on is told.</summary>
    internal void Begin(ulong lastMessageId)
    {
        Forget();
        _highest = lastMessageId;
        _forgottenUpTo = lastMessageId;
    }

    /// <summary>Forgets all counts: a commit may not have been done, and what is stored is right.</summary>
    internal void Forget()
    {
        _holders.Clear();
        _forgottenUpTo = _highest;
    }

    /// <summary>Messages that a batch lets go of whose counts have to be told by <see cref="Know"/> before it is written.</summary>
    internal void FindUnknown(ChangeBatch batch, HashSet<ulong> unknown)
    {
        foreach (var change in batch)
        {
            if (change.Kind == ChangeKind.Completed && IsUnknown(change.MessageId)) unknown.Add(change.MessageId);
        }
    }

    internal bool IsUnknown(ulong messageId) => messageId != 0 && messageId <= _forgottenUpTo && !_holders.ContainsKey(messageId);

    internal void Know(ulong messageId, int holders) => _holders[messageId] = holders;

    /// <summary>Writes a batch.</summary>
    internal void Write(ChangeBatch batch, ITableWriter writer)
    {
        _added.Clear();
        _alone.Clear();
        CountPlaces(batch);
        foreach (var change in batch) Write(change, batch, writer);
        WriteHolders(writer);
    }

    /// <summary>Sessions that a batch ends: their queues go after the batch is written, which may have added to them.</summary>
    internal static List<ulong> FindEnded(ChangeBatch batch)
    {
        var ended = new List<ulong>(batch.EndedSessions);
        if (batch.EndedSessions == 0) return ended;
        foreach (var change in batch)
        {
            if (change.Kind == ChangeKind.SessionRemoved) ended.Add(change.Session);
        }

        return ended;
    }

    /// <summary>A session that has ended held a message.</summary>
    internal void LetGo(ulong messageId)
    {
        if (messageId == 0 || !_holders.TryGetValue(messageId, out var count)) return;
        _holders[messageId] = count - 1;
        _touched.Add(messageId);
    }

    /// <summary>Writes the counts that have changed, and lets go of messages that nobody holds.</summary>
    internal void WriteHolders(ITableWriter writer)
    {
        foreach (var id in _touched)
        {
            if (_holders[id] > 0)
            {
                WriteHolders(writer, _key.Of(id), _holders[id]);
            }
            else
            {
                _holders.Remove(id);
                writer.Delete(StoreTable.Holders, _key.Of(id));
                writer.Delete(StoreTable.Message, _key.Of(id));
            }
        }

        _touched.Clear();
        if (_holders.Count > MostKnown) Forget();
    }

    /// <summary>Writes a count.</summary>
    internal static void WriteHolders(ITableWriter writer, ReadOnlySpan<byte> key, int holders)
    {
        Span<byte> value = stackalloc byte[RecordFormat.HeaderSize + sizeof(uint)];
        var record = new RecordWriter(value);
        record.Skip(RecordFormat.HeaderSize);
        record.UInt32((uint)holders);
        RecordFormat.Seal(value, RecordDecoder.Key(StoreTable.Holders, StoreKey.First(key)));
        writer.Put(StoreTable.Holders, key, value);
    }

    // How many queues a message joins is known when its unit is complete, and a batch is never cut inside a unit.
    private void CountPlaces(ChangeBatch batch)
    {
        if (batch.Messages == 0) return;
        foreach (var change in batch)
        {
            if (change.Kind == ChangeKind.MessageAdded) _added[change.MessageId] = default;
            else if (change.Kind == ChangeKind.Queued) Count(change.MessageId, 1, 0);
            else if (change.Kind == ChangeKind.Completed) Count(change.MessageId, 0, 1);
        }
    }

    private void Count(ulong messageId, int joined, int left)
    {
        ref var places = ref CollectionsMarshal.GetValueRefOrNullRef(_added, messageId);
        if (Unsafe.IsNullRef(ref places)) return;
        places.Joined += joined;
        places.Left += left;
    }

    private bool HasComeAndGone(ulong messageId) => _added.TryGetValue(messageId, out var places) && places.Joined == places.Left;

    private void Write(in Change change, ChangeBatch batch, ITableWriter writer)
    {
        switch (change.Kind)
        {
            case ChangeKind.SessionSaved:
                writer.Put(StoreTable.Session, _key.Of(change.Session), change.Value);
                break;
            case ChangeKind.SessionRemoved:
                writer.Delete(StoreTable.Session, _key.Of(change.Session));
                writer.Delete(StoreTable.Will, _key.Of(change.Session));
                break;
            case ChangeKind.Subscribed:
                writer.Put(StoreTable.Subscription, _key.Of(change.Session, change.Name), change.Value);
                break;
            case ChangeKind.Unsubscribed:
                writer.Delete(StoreTable.Subscription, _key.Of(change.Session, change.Name));
                break;
            case ChangeKind.ReceivedAdded:
                writer.Put(StoreTable.Received, _key.Of(change.Session, (ushort)change.Position), change.Value);
                break;
            case ChangeKind.ReceivedRemoved:
                writer.Delete(StoreTable.Received, _key.Of(change.Session, (ushort)change.Position));
                break;
            case ChangeKind.RetainedSet:
                writer.Put(StoreTable.Retained, change.Name, change.Value);
                break;
            case ChangeKind.RetainedCleared:
                writer.Delete(StoreTable.Retained, change.Name);
                break;
            case ChangeKind.WillScheduled:
                writer.Put(StoreTable.Will, _key.Of(change.Session), change.Value);
                break;
            case ChangeKind.WillCancelled:
                writer.Delete(StoreTable.Will, _key.Of(change.Session));
                break;
            default:
                WriteQueue(change, batch, writer);
                break;
        }
    }

    private void WriteQueue(in Change change, ChangeBatch batch, ITableWriter writer)
    {
        switch (change.Kind)
        {
            case ChangeKind.MessageAdded:
                Add(change, writer);
                break;
            case ChangeKind.Queued:
                if (HasComeAndGone(change.MessageId)) break;
                writer.Put(StoreTable.Queue, _key.Of(change.Session, change.Position), QueueValue(change, batch));
                break;
            case ChangeKind.Sent or ChangeKind.Released:
                writer.Put(StoreTable.Flight, _key.Of(change.Session, change.Position), change.Value);
                break;
            case ChangeKind.Completed:
                if (change.IsMarked) writer.Delete(StoreTable.Flight, _key.Of(change.Session, change.Position));
                if (HasComeAndGone(change.MessageId)) break;
                writer.Delete(StoreTable.Queue, _key.Of(change.Session, change.Position));
                LetGo(change.MessageId);
                break;
            default:
                throw new InvalidOperationException($"Change {change.Kind} is not known to the store.");
        }
    }

    private void Add(in Change change, ITableWriter writer)
    {
        _highest = Math.Max(_highest, change.MessageId);
        var places = _added[change.MessageId];
        if (places.Joined == places.Left) return;
        if (places.Joined > 1)
        {
            writer.Put(StoreTable.Message, _key.Of(change.MessageId), change.Value);
            _holders[change.MessageId] = places.Joined;
            _touched.Add(change.MessageId);
        }
        else
        {
            _alone[change.MessageId] = change.ValueAt;
        }
    }

    private ReadOnlySpan<byte> QueueValue(in Change change, ChangeBatch batch)
    {
        var body = _alone.TryGetValue(change.MessageId, out var at) ? batch.Bytes[at] : default;
        var size = sizeof(uint) + change.Value.Length + body.Length;
        if (size > _scratch.Length) _scratch = new byte[size * 2];
        var value = new RecordWriter(_scratch);
        value.Bytes(change.Value);
        value.Raw(body);
        return value.Written;
    }

    /// <summary>How many places in queues a message took within a batch, and how many of them it left.</summary>
    private struct Places
    {
        internal int Joined;
        internal int Left;
    }
}
