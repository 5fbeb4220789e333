using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Stores;

/// <summary>Encodes each kind of change, once, into the batch that is gathering. What <see cref="RecordDecoder"/> reads stands in the same order here.</summary>
internal static class ChangeEncoding
{
    internal static void SessionSaved(this ChangeBatch batch, ulong session, SessionRecord record)
    {
        var writer = batch.Begin(40 + Most(record.ClientId) + Most(record.Username));
        writer.Skip(RecordFormat.HeaderSize);
        writer.Text(record.ClientId);
        writer.Byte(record.Username is null ? (byte)0 : (byte)1);
        writer.Text(record.Username ?? "");
        writer.UInt32(record.ExpirySeconds);
        writer.Int64(record.ConnectedAt);
        writer.Int64(record.DisconnectedAt);
        writer.UInt32((uint)record.MaxQueuedMessages);
        writer.UInt16(record.MaxInflight);
        batch.End(ref writer, ChangeKind.SessionSaved, Key(StoreTable.Session, session), 0, session);
    }

    internal static void SessionRemoved(this ChangeBatch batch, ulong session) => batch.Append(ChangeKind.SessionRemoved, session);

    internal static void Subscribed(this ChangeBatch batch, ulong session, Subscription subscription)
    {
        var full = subscription.FullTopicFilter;
        var writer = batch.Begin(Most(full) + Most(subscription.ShareName) + 16);
        var name = Name(ref writer, full);
        writer.Byte((byte)((int)subscription.QoS | (subscription.NoLocal ? 4 : 0) | (subscription.RetainAsPublished ? 8 : 0) | ((int)subscription.RetainHandling << 4)));
        writer.UInt32((uint)subscription.SubscriptionId);
        writer.Byte(subscription.ShareName is null ? (byte)0 : (byte)1);
        writer.Text(subscription.ShareName ?? "");
        batch.End(ref writer, ChangeKind.Subscribed, Checksum.Add(Key(StoreTable.Subscription, session), writer.Written.Slice(ChangeBatch.HeaderSize, name)), name, session);
    }

    internal static void Unsubscribed(this ChangeBatch batch, ulong session, string fullTopicFilter) => batch.Append(ChangeKind.Unsubscribed, session, fullTopicFilter);

    internal static void MessageAdded(this ChangeBatch batch, ulong messageId, in MessageRecord message)
    {
        var writer = batch.Begin(MostOf(message));
        writer.Skip(RecordFormat.HeaderSize);
        Write(ref writer, message);
        batch.End(ref writer, ChangeKind.MessageAdded, Key(StoreTable.Message, messageId), 0, 0, 0, messageId);
    }

    internal static void Queued(this ChangeBatch batch, in QueueRecord entry)
    {
        var ids = entry.SubscriptionIds.Span;
        var writer = batch.Begin(40 + (ids.Length * sizeof(uint)) + Most(entry.SharedFilter));
        writer.Skip(RecordFormat.HeaderSize);
        writer.UInt64(entry.MessageId);
        writer.Byte((byte)((int)entry.QoS | (entry.Retain ? 4 : 0) | (entry.SharedFilter is null ? 0 : 8)));
        writer.UInt16(entry.PacketId);
        writer.UInt32(entry.Turn);
        writer.Int64(entry.ExpiresAt);
        writer.UInt16((ushort)ids.Length);
        foreach (var id in ids) writer.UInt32(id);
        if (entry.SharedFilter is not null) writer.Text(entry.SharedFilter);
        batch.End(
            ref writer, ChangeKind.Queued, Checksum.Add(Key(StoreTable.Queue, entry.Session), entry.Position), 0, entry.Session, entry.Position, entry.MessageId);
    }

    internal static void Sent(this ChangeBatch batch, ulong session, ulong position, ushort packetId, uint turn)
        => Flight(batch, ChangeKind.Sent, session, position, packetId, turn);

    internal static void Released(this ChangeBatch batch, ulong session, ulong position, ushort packetId, uint turn)
        => Flight(batch, ChangeKind.Released, session, position, packetId, turn);

    internal static void Completed(this ChangeBatch batch, ulong session, ulong position, ulong messageId, bool isMarked)
        => batch.Append(ChangeKind.Completed, session, position, messageId, isMarked);

    internal static void ReceivedAdded(this ChangeBatch batch, ulong session, ushort packetId)
    {
        var writer = batch.Begin(0);
        writer.Skip(RecordFormat.HeaderSize);
        batch.End(ref writer, ChangeKind.ReceivedAdded, Checksum.Add(Key(StoreTable.Received, session), packetId), 0, session, packetId);
    }

    internal static void ReceivedRemoved(this ChangeBatch batch, ulong session, ushort packetId) => batch.Append(ChangeKind.ReceivedRemoved, session, packetId);

    internal static void RetainedSet(this ChangeBatch batch, in MessageRecord message)
    {
        var writer = batch.Begin(message.Topic.Length + MostOf(message));
        writer.Raw(message.Topic);
        writer.Skip(RecordFormat.HeaderSize);
        Write(ref writer, message);
        batch.End(ref writer, ChangeKind.RetainedSet, Checksum.Add(Checksum.Begin(StoreTable.Retained), message.Topic), message.Topic.Length, 0);
    }

    internal static void RetainedCleared(this ChangeBatch batch, string topicName) => batch.Append(ChangeKind.RetainedCleared, 0, topicName);

    internal static void WillScheduled(this ChangeBatch batch, ulong session, in WillRecord will)
    {
        var writer = batch.Begin(12 + MostOf(will.Message));
        writer.Skip(RecordFormat.HeaderSize);
        writer.Int64(will.DueAt);
        writer.UInt32(will.DelaySeconds);
        Write(ref writer, will.Message);
        batch.End(ref writer, ChangeKind.WillScheduled, Key(StoreTable.Will, session), 0, session);
    }

    internal static void WillCancelled(this ChangeBatch batch, ulong session) => batch.Append(ChangeKind.WillCancelled, session);

    private static void Flight(ChangeBatch batch, ChangeKind kind, ulong session, ulong position, ushort packetId, uint turn)
    {
        var writer = batch.Begin(8);
        writer.Skip(RecordFormat.HeaderSize);
        writer.UInt16(packetId);
        writer.UInt32(turn);
        writer.Byte(kind == ChangeKind.Released ? (byte)1 : (byte)0);
        batch.End(ref writer, kind, Checksum.Add(Key(StoreTable.Flight, session), position), 0, session, position);
    }

    private static void Write(ref RecordWriter writer, in MessageRecord message)
    {
        writer.Byte((byte)((int)message.QoS | (message.Retain ? 4 : 0) | (message.ExpiryInterval is null ? 0 : 8)));
        writer.UInt32(message.ExpiryInterval ?? 0);
        writer.Int64(message.ArrivedAt);
        writer.Text(message.PublisherId);
        writer.Bytes(message.Topic);
        writer.Bytes(message.Properties);
        writer.Bytes(message.Payload);
    }

    private static int Name(ref RecordWriter writer, string name)
    {
        var before = writer.Length;
        writer.Raw(name);
        var length = writer.Length - before;
        writer.Skip(RecordFormat.HeaderSize);
        return length;
    }

    private static uint Key(StoreTable table, ulong number) => Checksum.Add(Checksum.Begin(table), number);

    private static int MostOf(in MessageRecord message)
        => 32 + Most(message.PublisherId) + message.Topic.Length + message.Properties.Length + message.Payload.Length;

    private static int Most(string? text) => text is null ? 0 : text.Length * 3;
}
