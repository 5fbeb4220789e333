using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// What the journal is told of one session that outlives its connections. A session that ends with its connection has none, nor has any while nothing is durable. Called under the lock
/// that guards what changes, so that the journal's order is the order of the changes.
/// </summary>
internal sealed class SessionJournal
{
    private readonly Engine _engine;
    private readonly Journal _journal;
    private long _lastTicket;

    /// <param name="engine">Has the journal.</param>
    /// <param name="number">The session's number for life.</param>
    internal SessionJournal(Engine engine, ulong number)
    {
        _engine = engine;
        _journal = engine.Journal!;
        Number = number;
    }

    internal ulong Number { get; }

    /// <summary>The ticket of the session's latest change: when it is committed, everything before is.</summary>
    internal long LastTicket => Volatile.Read(ref _lastTicket);

    internal void Saved(Session session)
    {
        using var writer = Write();
        writer.Changes.SessionSaved(Number, new SessionRecord
        {
            ClientId = session.ClientId,
            Username = session.Username,
            ExpirySeconds = session.ExpirySeconds,
            ConnectedAt = session.ConnectedAt.ToUnixTimeMilliseconds(),
            DisconnectedAt = session.DisconnectedAt?.ToUnixTimeMilliseconds() ?? 0,
            MaxQueuedMessages = session.MaxQueuedMessages,
            MaxInflight = session.MaxInflight,
        });
    }

    internal void Removed()
    {
        using var writer = Write();
        writer.Changes.SessionRemoved(Number);
    }

    internal void Subscribed(Subscription subscription)
    {
        using var writer = Write();
        writer.Changes.Subscribed(Number, subscription);
    }

    internal void Unsubscribed(string fullTopicFilter)
    {
        using var writer = Write();
        writer.Changes.Unsubscribed(Number, fullTopicFilter);
    }

    /// <summary>The will of the connection, or, with a time, one that waits for it.</summary>
    internal void WillScheduled(WillMessage will, long? dueAt)
    {
        var clock = _engine.Clock;
        var stored = MessageShape.ToStored(will.Message, clock.Now, "");
        using var writer = Write();
        writer.Changes.WillScheduled(Number, new WillRecord
        {
            DueAt = dueAt is { } due ? clock.ToUnix(due) : 0,
            DelaySeconds = (uint)will.Delay.TotalSeconds,
            Message = stored.ToRecord(clock),
        });
    }

    internal void WillCancelled()
    {
        using var writer = Write();
        writer.Changes.WillCancelled(Number);
    }

    internal void ReceivedAdded(ushort packetId, Batch batch)
    {
        using var writer = Write();
        writer.Changes.ReceivedAdded(Number, packetId);
        batch.Ticket = writer.Ticket;
    }

    internal void ReceivedRemoved(ushort packetId, Batch batch)
    {
        using var writer = Write();
        writer.Changes.ReceivedRemoved(Number, packetId);
        batch.Ticket = writer.Ticket;
    }

    /// <summary>A message joins the queue, or is sent at once. One that is in no other queue comes along.</summary>
    /// <returns>The message with its place.</returns>
    internal OutboundMessage Queued(in OutboundMessage message, ushort packetId, uint turn, Batch batch)
    {
        var placed = message with { Position = _journal.NextId(), MessageId = message.MessageId == 0 ? _journal.NextId() : message.MessageId };
        using var writer = Write();
        if (message.MessageId == 0) writer.Changes.MessageAdded(placed.MessageId, message.Message.ToRecord(_engine.Clock));
        writer.Changes.Queued(new QueueRecord
        {
            Session = Number,
            Position = placed.Position,
            MessageId = placed.MessageId,
            QoS = message.QoS,
            Retain = message.Retain,
            PacketId = packetId,
            Turn = turn,
            ExpiresAt = _engine.Clock.ToUnix(message.ExpiresAt),
            SubscriptionIds = message.SubscriptionIds,
            SharedFilter = message.Group?.FullTopicFilter,
        });
        batch.Ticket = writer.Ticket;
        return placed;
    }

    internal void Sent(ulong position, ushort packetId, uint turn, Batch batch)
    {
        using var writer = Write();
        writer.Changes.Sent(Number, position, packetId, turn);
        batch.Ticket = writer.Ticket;
    }

    internal void Released(in InFlightMessage message, Batch batch)
    {
        using var writer = Write();
        writer.Changes.Released(Number, message.Outbound.Position, message.PacketId, message.Turn);
        batch.Ticket = writer.Ticket;
    }

    internal void Completed(in OutboundMessage message, bool isMarked)
    {
        using var writer = Write();
        writer.Changes.Completed(Number, message.Position, message.MessageId, isMarked);
    }

    private JournalWriter Write()
    {
        var writer = _journal.Write();
        Volatile.Write(ref _lastTicket, writer.Ticket); // inside the journal's lock, so it never goes back
        return writer;
    }
}
