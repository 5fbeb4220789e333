using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Stores;

/// <summary>Reads rows of tables and tells a visitor what they are, the same for every store. Throws <see cref="RecordException"/> for what it cannot read.</summary>
internal static class StateTeller
{
    /// <summary>The tables that are told at start, in this order.</summary>
    internal static readonly StoreTable[] Tables = [StoreTable.Session, StoreTable.Subscription, StoreTable.Will, StoreTable.Retained];

    internal static void Tell(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, IStateVisitor visitor)
    {
        switch (table)
        {
            case StoreTable.Session:
                visitor.Session(StoreKey.First(key), RecordDecoder.Session(StoreKey.First(key), value));
                break;
            case StoreTable.Subscription:
                visitor.Subscription(StoreKey.First(key), RecordDecoder.Subscription(StoreKey.First(key), StoreKey.Name(key), value));
                break;
            case StoreTable.Will:
                visitor.Will(StoreKey.First(key), RecordDecoder.Will(StoreKey.First(key), value));
                break;
            case StoreTable.Retained:
                visitor.Retained(RecordDecoder.Retained(key, value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, "not told at start");
        }
    }

    /// <summary>Whether a row of any table can be read; for verification.</summary>
    internal static void Check(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (table)
        {
            case StoreTable.Queue:
                RecordDecoder.Queue(StoreKey.First(key), StoreKey.Second(key), value, out _);
                break;
            case StoreTable.Flight:
                RecordDecoder.Marked(new QueueRecord { Session = StoreKey.First(key), Position = StoreKey.Second(key), MessageId = 0 }, value);
                break;
            case StoreTable.Received:
                RecordDecoder.Received(StoreKey.First(key), StoreKey.PacketId(key), value);
                break;
            case StoreTable.Message:
                RecordDecoder.Message(StoreKey.First(key), value);
                break;
            case StoreTable.Holders:
                RecordDecoder.Holders(StoreKey.First(key), value);
                break;
            default:
                Tell(table, key, value, Nobody.Instance);
                break;
        }
    }

    private sealed class Nobody : IStateVisitor
    {
        internal static readonly Nobody Instance = new();

        public void Session(ulong session, SessionRecord record)
        {
        }

        public void Subscription(ulong session, Gmqtt.Messages.Subscription subscription)
        {
        }

        public void Will(ulong session, in WillRecord will)
        {
        }

        public void Retained(in MessageRecord message)
        {
        }
    }
}
