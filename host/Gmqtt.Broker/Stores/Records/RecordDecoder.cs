using System.Text;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>Reads what <see cref="ChangeEncoding"/> wrote. Throws <see cref="RecordException"/> for everything else, and nothing but that.</summary>
internal static class RecordDecoder
{
    internal static SessionRecord Session(ulong session, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Key(StoreTable.Session, session));
        var clientId = reader.Text();
        var hasUsername = reader.Byte() != 0;
        var username = reader.Text();
        return new SessionRecord
        {
            ClientId = clientId,
            Username = hasUsername ? username : null,
            ExpirySeconds = reader.UInt32(),
            ConnectedAt = reader.Int64(),
            DisconnectedAt = reader.Int64(),
            MaxQueuedMessages = (int)reader.UInt32(),
            MaxInflight = reader.UInt16(),
        };
    }

    internal static Subscription Subscription(ulong session, ReadOnlySpan<byte> fullTopicFilter, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Checksum.Add(Key(StoreTable.Subscription, session), fullTopicFilter));
        var options = reader.Byte();
        var id = reader.UInt32();
        var isShared = reader.Byte() != 0;
        var shareName = reader.Text();
        var full = Encoding.UTF8.GetString(fullTopicFilter);
        var prefix = isShared ? "$share/".Length + shareName.Length + 1 : 0;
        if (prefix > full.Length) throw new RecordException("the share name is longer than the filter");
        return new Subscription
        {
            TopicFilter = full[prefix..],
            ShareName = isShared ? shareName : null,
            QoS = QoSOf(options),
            NoLocal = (options & 4) != 0,
            RetainAsPublished = (options & 8) != 0,
            RetainHandling = (RetainHandling)((options >> 4) & 3),
            SubscriptionId = (int)id,
        };
    }

    internal static WillRecord Will(ulong session, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Key(StoreTable.Will, session));
        return new WillRecord { DueAt = reader.Int64(), DelaySeconds = reader.UInt32(), Message = Read(ref reader) };
    }

    internal static MessageRecord Retained(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Checksum.Add(Checksum.Begin(StoreTable.Retained), topic));
        return Read(ref reader);
    }

    internal static MessageRecord Message(ulong messageId, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Key(StoreTable.Message, messageId));
        return Read(ref reader);
    }

    /// <summary>A place in a queue, and the message if this queue alone holds it; else <paramref name="message"/> is empty and the entry has a message number.</summary>
    internal static QueueRecord Queue(ulong session, ulong position, ReadOnlySpan<byte> value, out MessageRecord message)
    {
        var entry = QueueEntry(session, position, value, out var inline);
        message = default;
        if (inline.IsEmpty) return entry;
        message = Message(entry.MessageId, inline);
        return entry with { MessageId = 0 };
    }

    /// <summary>The number of the message that a place in a queue shares with others, or 0.</summary>
    internal static ulong SharedMessage(ulong session, ulong position, ReadOnlySpan<byte> value)
        => QueueEntry(session, position, value, out var inline) is var entry && inline.IsEmpty ? entry.MessageId : 0;

    internal static QueueRecord Marked(QueueRecord entry, ReadOnlySpan<byte> value)
    {
        var reader = RecordFormat.Open(value, Checksum.Add(Key(StoreTable.Flight, entry.Session), entry.Position));
        return entry with { PacketId = reader.UInt16(), Turn = reader.UInt32(), IsReleased = reader.Byte() != 0, IsMarked = true };
    }

    internal static void Received(ulong session, ushort packetId, ReadOnlySpan<byte> value)
        => RecordFormat.Open(value, Checksum.Add(Key(StoreTable.Received, session), packetId));

    internal static int Holders(ulong messageId, ReadOnlySpan<byte> value)
        => RecordFormat.Open(value, Key(StoreTable.Holders, messageId)).UInt32() is var count and <= int.MaxValue
            ? (int)count
            : throw new RecordException("the count of holders is out of range");

    internal static uint Key(StoreTable table, ulong number) => Checksum.Add(Checksum.Begin(table), number);

    private static QueueRecord QueueEntry(ulong session, ulong position, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> inline)
    {
        var outer = new RecordReader(value);
        var own = outer.Bytes();
        inline = outer.Left;
        var reader = RecordFormat.Open(own, Checksum.Add(Key(StoreTable.Queue, session), position));
        var messageId = reader.UInt64();
        var flags = reader.Byte();
        var packetId = reader.UInt16();
        var turn = reader.UInt32();
        var expiresAt = reader.Int64();
        var ids = reader.UInt16() is var count and > 0 ? new uint[count] : [];
        for (var i = 0; i < ids.Length; i++) ids[i] = reader.UInt32();
        return new QueueRecord
        {
            Session = session,
            Position = position,
            MessageId = messageId,
            QoS = QoSOf(flags),
            Retain = (flags & 4) != 0,
            PacketId = packetId,
            Turn = turn,
            ExpiresAt = expiresAt,
            SubscriptionIds = ids,
            SharedFilter = (flags & 8) != 0 ? reader.Text() : null,
        };
    }

    private static MessageRecord Read(scoped ref RecordReader reader)
    {
        var flags = reader.Byte();
        var expiry = reader.UInt32();
        return new MessageRecord
        {
            QoS = QoSOf(flags),
            Retain = (flags & 4) != 0,
            ExpiryInterval = (flags & 8) != 0 ? expiry : null,
            ArrivedAt = reader.Int64(),
            PublisherId = reader.Text(),
            Topic = reader.Bytes(),
            Properties = reader.Bytes(),
            Payload = reader.Bytes(),
        };
    }

    private static QoS QoSOf(byte flags) => (flags & 3) < 3 ? (QoS)(flags & 3) : throw new RecordException("there is no QoS 3");
}
